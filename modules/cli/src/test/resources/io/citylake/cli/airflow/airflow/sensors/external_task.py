from airflow import Sensor


class ExternalTaskSensor(Sensor):
    OWN = Sensor.OWN | {
        "external_dag_id", "external_task_id", "allowed_states", "failed_states", "execution_date_fn",
    }  # fmt: skip

    def __init__(self, **words):
        super().__init__(**words)
        self.external_dag_id = words["external_dag_id"]
        self.asked = []

    def poke(self, context):
        self.asked.append(context)
        return False
