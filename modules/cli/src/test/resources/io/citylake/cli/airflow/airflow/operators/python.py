from airflow import Operator


class PythonOperator(Operator):
    OWN = {"python_callable", "op_kwargs"}
