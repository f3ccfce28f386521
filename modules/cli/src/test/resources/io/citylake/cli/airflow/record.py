"""Prints what a DAG file says: python3 record.py FILE FIRST_DAY LAST_DAY [JOB...], which are run."""

import datetime
import importlib.util
import json
import sys

import airflow
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

path, first, last, *jobs = sys.argv[1:]
spec = importlib.util.spec_from_file_location("exported", path)
exported = importlib.util.module_from_spec(spec)
spec.loader.exec_module(exported)
FIRST, LAST = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
SECOND = datetime.timedelta(seconds=1)


def plain(value):
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return value.__name__ if callable(value) else value


def due(task, context, begun):
    """The first second at which a gate opens, or what it raises."""
    low, high = begun - datetime.timedelta(days=1), begun + datetime.timedelta(days=2)
    while high - low > SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        exported.now = lambda: middle
        try:
            opens = exported.gate(**task.words["op_kwargs"], **context)
        except AirflowSkipException:
            return "skipped"
        except AirflowFailException as e:
            return "failed: %s" % e
        low, high = (low, middle) if opens else (middle, high)
    return high.isoformat()


def gates(dag):
    for begun in dag.schedule.moments(FIRST, LAST):
        context = {"logical_date": begun, "dag": dag}
        date = exported.business_date(exported.DAGS[dag.dag_id], context).isoformat()
        for task in dag.tasks.values():
            if task.words.get("python_callable") is exported.gate:
                job = task.words["op_kwargs"]["job"]
                yield [job, date, due(task, context, begun)]


def waits(dag):
    """What sensors of other dates ask for, in the first run of the last day."""
    begun = next(iter(dag.schedule.moments(LAST, LAST)))
    context = {"logical_date": begun, "dag": dag}
    for task in dag.tasks.values():
        if isinstance(task, exported.DatesSensor):
            pokes = task.poke(context)
            dates = [each.isoformat() for each in task.dates(begun)]
            yield task.task_id, {"dates": dates, "nothing": pokes, "asked": len(task.asked)}


def outcome(dag, job):
    task = dag.tasks[job]
    context = {"logical_date": next(iter(dag.schedule.moments(FIRST, FIRST))), "dag": dag}
    try:
        exported.run(**task.words["op_kwargs"], **context)
        return "ok"
    except AirflowException as e:
        return type(e).__name__ + ": " + str(e)


def printed(dag):
    return {
        "dag": dag.dag_id,
        "cron": dag.schedule.cron,
        "zone": dag.schedule.timezone,
        "start": dag.start_date.isoformat(),
        "catchup": dag.catchup,
        "tasks": {
            name: {
                "kind": type(task).__name__,
                "upstream": task.upstream,
                "words": {key: plain(value) for key, value in task.words.items()},
            }
            for name, task in dag.tasks.items()
        },
        "gates": list(gates(dag)),
        "waits": dict(waits(dag)),
        "ran": {job: outcome(dag, job) for job in jobs if job in dag.tasks},
    }


print(json.dumps({"pools": exported.PLAN["pools"], "dags": [printed(dag) for dag in airflow.DAGS]}))
