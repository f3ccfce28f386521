from airflow import Sensor


class PythonSensor(Sensor):
    OWN = Sensor.OWN | {"python_callable", "op_kwargs"}
