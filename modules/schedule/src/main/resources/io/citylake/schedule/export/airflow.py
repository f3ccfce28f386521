"""The schedules of a CityLake workspace as DAGs of Apache Airflow, 2.4 to 3.

Written by "citylake export airflow": export it again rather than change it. It needs the command
citylake and the workspace on each worker (PLAN["program"], PLAN["home"]), and pools, which it
prints as "airflow pools import" reads them:

    python3 THIS_FILE > pools.json && airflow pools import pools.json

Each DAG begins at every moment of PLAN["dags"][]["cron"]. Before a job that has moments of its own
stands a sensor at.JOB, which waits for its inputs and its time and skips it on days that are not
its own. Steps run where one of their inputs has run and none has failed.
"""

import datetime
import json
import logging
import subprocess
from zoneinfo import ZoneInfo

import pendulum

try:
    from airflow.sdk import DAG
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.providers.standard.operators.python import PythonOperator
    from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
    from airflow.providers.standard.sensors.python import PythonSensor

    HAS_SLA = False
except ImportError:
    from airflow import DAG
    from airflow.operators.empty import EmptyOperator
    from airflow.operators.python import PythonOperator
    from airflow.sensors.external_task import ExternalTaskSensor
    from airflow.sensors.python import PythonSensor

    HAS_SLA = True

from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.timetables.trigger import CronTriggerTimetable

PLAN = json.loads(
@PLAN@
)

DAGS = {each["dag"]: each for each in PLAN["dags"]}
LOG = logging.getLogger("citylake")

# CityLake itself ends a run at its time-out; this ends one that can't be ended so.
GRACE = datetime.timedelta(minutes=5)
DAY = datetime.timedelta(days=1)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def begun(context):
    """When the DAG run began by its timetable."""
    return context.get("logical_date") or context["dag_run"].run_after


def moment(plan, context):
    return begun(context).astimezone(datetime.timezone.utc) + datetime.timedelta(
        seconds=plan["second"]
    )


def run_day(plan, context):
    """The local day on which it runs."""
    return moment(plan, context).astimezone(ZoneInfo(plan["zone"])).date()


def business_date(plan, context):
    """The day before of what runs once a day, else the day that a moment is in or ends."""
    if plan["daily"]:
        return run_day(plan, context) - DAY
    just_before = moment(plan, context) - datetime.timedelta(microseconds=1)
    return just_before.astimezone(ZoneInfo(plan["zone"])).date()


def planned(context):
    return DAGS[context["dag"].dag_id]


def task_of(plan, job):
    return next(each for each in plan["tasks"] if each["job"] == job)


def gate(job, **context):
    """Whether the time of a job has come; skips it on a day that is not its own."""
    plan = planned(context)
    rule = task_of(plan, job)["gate"]
    day = run_day(plan, context)
    if rule["days"] is not None:
        if day.isoformat() > rule["until"]:
            raise AirflowFailException(
                "The days of %s are known until %s only: put the holidays of %d into"
                " conf/calendars and export again" % (job, rule["until"], day.year)
            )
        if day.isoformat() not in rule["days"]:
            raise AirflowSkipException("%s is no day of %s" % (day, job))
    if rule["time"] is None:
        due = moment(plan, context)
    else:
        time = datetime.time.fromisoformat(rule["time"])
        due = datetime.datetime.combine(day, time, ZoneInfo(rule["zone"]))
    return now() >= due.astimezone(datetime.timezone.utc)


def command(job, date):
    return [PLAN["program"], "run", job, "--date", date.isoformat(), "--home", PLAN["home"]]


def run(job, **context):
    """Runs a job for the business date of the DAG run; no shell is asked."""
    words = command(job, business_date(planned(context), context))
    LOG.info("%s", words)
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    try:
        for line in process.stdout:
            LOG.info("%s", line.rstrip())
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
    if code == 3:
        LOG.warning("%s ran, and left something that somebody has to look at", job)
    elif code == 2:
        raise AirflowFailException("%s: a mistake that no other try mends (exit 2)" % job)
    elif code != 0:
        raise AirflowException("%s failed (exit %d)" % (job, code))


def first_date(kind, date):
    if kind == "yesterday":
        return date - DAY
    if kind == "week":
        return date - 6 * DAY
    if kind == "month":
        return date.replace(day=1)
    return (date.replace(day=1) - DAY).replace(day=1)


def last_date(kind, date):
    if kind == "yesterday":
        return date - DAY
    if kind == "last_month":
        return date.replace(day=1) - DAY
    return date


def last_moment(plan, date):
    """The last moment of a business date at which a DAG with several begins."""
    if plan["second"] == 0 and 0 in plan["hours"] and 0 in plan["minutes"]:
        return datetime.datetime.combine(date + DAY, datetime.time(0))
    time = datetime.time(max(plan["hours"]), max(plan["minutes"]))
    return datetime.datetime.combine(date, time)


def runs_of_dates(plan, kind, date):
    """When the DAG runs began that are waited for; none from before the first."""
    if kind == "last_moment":
        moments = [last_moment(plan, date)]
    else:
        days = (last_date(kind, date) - first_date(kind, date)).days + 1
        first = datetime.datetime.combine(first_date(kind, date) + DAY, datetime.time(0))
        moments = [first + number * DAY for number in range(days)]
    zone = ZoneInfo(plan["zone"])
    return [
        each.replace(tzinfo=zone).astimezone(datetime.timezone.utc)
        for each in moments
        if each.date().isoformat() >= PLAN["start"]
    ]


class DatesSensor(ExternalTaskSensor):
    """Waits for an input of other DAG runs; where there are none, for nothing."""

    def __init__(self, *, own, kind, **words):
        super().__init__(execution_date_fn=self.dates, **words)
        self.own = own
        self.kind = kind

    def dates(self, logical_date, **context):
        date = business_date(DAGS[self.own], {"logical_date": logical_date})
        return runs_of_dates(DAGS[self.external_dag_id], self.kind, date)

    def poke(self, context):
        return not self.dates(begun(context)) or super().poke(context)


def sensor(operator, task, **words):
    return operator(
        mode="reschedule",
        poke_interval=60,
        timeout=7 * DAY.total_seconds(),
        priority_weight=task["priority"],
        weight_rule="absolute",
        **words,
    )


def entry(task):
    """What a job's inputs lead to: its gate, or where they meet, or the job itself."""
    if task["gate"] is not None:
        return sensor(
            PythonSensor,
            task,
            task_id="at." + task["job"],
            python_callable=gate,
            op_kwargs={"job": task["job"]},
            trigger_rule="none_failed",
        )
    if task["dated"]:
        return EmptyOperator(
            task_id="any." + task["job"], trigger_rule="none_failed_min_one_success"
        )
    return None


def job_operator(task, has_entry):
    words = {}
    if task["pool"] is not None:
        words["pool"] = task["pool"]
    if task["timeout"] is not None:
        words["execution_timeout"] = datetime.timedelta(seconds=task["timeout"]) + GRACE
    if task["deadline"] is not None and HAS_SLA:
        words["sla"] = datetime.timedelta(seconds=task["deadline"])
    return PythonOperator(
        task_id=task["job"],
        python_callable=run,
        op_kwargs={"job": task["job"]},
        trigger_rule="all_success" if has_entry else "none_failed_min_one_success",
        retries=task["retries"],
        retry_delay=datetime.timedelta(minutes=1),
        retry_exponential_backoff=True,
        max_retry_delay=datetime.timedelta(minutes=30),
        priority_weight=task["priority"],
        weight_rule="absolute",
        max_active_tis_per_dag=1,
        doc=task["title"] + "\n" + task["owner"],
        **words,
    )


def build(plan):
    with DAG(
        dag_id=plan["dag"],
        description="CityLake",
        schedule=CronTriggerTimetable(plan["cron"], timezone=plan["zone"]),
        start_date=pendulum.datetime(
            *[int(part) for part in PLAN["start"].split("-")], tz=plan["zone"]
        ),
        catchup=True,
        tags=["citylake"],
    ) as dag:
        jobs = {}
        for task in plan["tasks"]:
            before = entry(task)
            job = job_operator(task, before is not None)
            jobs[task["job"]] = job
            for name in task["upstream"]:
                (before or job).set_upstream(jobs[name])
            if before is not None:
                job.set_upstream(before)
            for number, dated in enumerate(task["dated"]):
                other = sensor(
                    DatesSensor,
                    task,
                    task_id="of.%s.%d" % (task["job"], number),
                    own=plan["dag"],
                    kind=dated["dates"],
                    external_dag_id=dated["dag"],
                    external_task_id=dated["job"],
                    allowed_states=["success", "skipped"],
                    failed_states=["failed", "upstream_failed"],
                )
                other.set_upstream(before)
                job.set_upstream(other)
    return dag


for position, each_dag in enumerate(PLAN["dags"]):
    globals()["dag_%d" % position] = build(each_dag)


if __name__ == "__main__":
    print(json.dumps(PLAN["pools"], indent=2))
