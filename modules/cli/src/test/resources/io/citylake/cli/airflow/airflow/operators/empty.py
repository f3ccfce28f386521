from airflow import Operator


class EmptyOperator(Operator):
    pass
