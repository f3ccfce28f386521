"""Stands in for Apache Airflow 2: remembers what a DAG file says, and runs nothing."""

DAGS = []
OPEN = []


class DAG:
    def __init__(self, *, dag_id, description, schedule, start_date, catchup, tags):
        self.dag_id = dag_id
        self.description = description
        self.schedule = schedule
        self.start_date = start_date
        self.catchup = catchup
        self.tags = tags
        self.tasks = {}
        DAGS.append(self)

    def __enter__(self):
        OPEN.append(self)
        return self

    def __exit__(self, *failure):
        OPEN.pop()


class Operator:
    """Takes the words that every operator of Airflow takes, and those of its own kind."""

    OWN = set()
    ALL = {
        "task_id", "trigger_rule", "retries", "retry_delay", "retry_exponential_backoff", "max_retry_delay",
        "priority_weight", "weight_rule", "max_active_tis_per_dag", "doc", "pool", "execution_timeout", "sla",
    }  # fmt: skip

    def __init__(self, **words):
        unknown = set(words) - self.ALL - self.OWN
        if unknown:
            raise TypeError("%s takes no %s" % (type(self).__name__, sorted(unknown)))
        self.words = words
        self.task_id = words["task_id"]
        self.upstream = []
        self.dag = OPEN[-1]
        if self.task_id in self.dag.tasks:
            raise ValueError("twice: " + self.task_id)
        self.dag.tasks[self.task_id] = self

    def set_upstream(self, other):
        if other.dag is not self.dag:
            raise ValueError("an edge between DAGs")
        self.upstream.append(other.task_id)


class Sensor(Operator):
    OWN = {"mode", "poke_interval", "timeout"}
