"""``tracker job``: the standing jobs as they went, and one of them now."""

from datetime import datetime
from typing import Annotated, Any, Final

import typer
from psycopg import Connection

from scheduler.recording import holding, record
from scheduler.schedule import TIMETABLE, Standing
from tracker.cli.context import installation, say, settings
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.cli.running import set_by_signals
from tracker.days import show_moment
from tracker.errors import InvalidInputError, RuleViolationError
from tracker.present import jobs as words
from tracker.present import writing
from tracker.upkeep import runs
from tracker.upkeep.runs import JobState, Result

app = typer.Typer(name="job", help=say("cli.job"), no_args_is_help=True)

_COLUMNS: Final = ("begun_at", "lasted", "state", "next_run_at")
_TOLD: Final = (
    "name",
    "state",
    "begun_at",
    "ended_at",
    "told",
    "problem",
    "done_at",
    "next_run_at",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help=say("option.job"))]


@app.command(name="list", help=say("cli.job_list"))
def list_jobs(output: FormatOption = Format.TABLE) -> None:
    """Every job with its last run and, where somebody leads, its next."""
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
    ):
        is_led = runs.is_led(connection)
        listed = [
            job if is_led else job._replace(next_run_at=None) for job in runs.jobs(connection)
        ]
        if output is Format.TABLE:
            led = say("note.jobs_led" if is_led else "note.jobs_not_led")
            _print(listed, [led, _swept(connection)])
            return
    told = [{name: _plain(getattr(job, name)) for name in _TOLD} for job in listed]
    if output is Format.JSON:
        print_json({"led": is_led, "jobs": told})
    else:
        print_csv(_TOLD, ([_cell(value) for value in job.values()] for job in told))


@app.command(name="run", help=say("cli.job_run"))
def run_job(name: Name) -> None:
    """Runs a job now and says what it came to."""
    standing = _named(name)
    with installation() as found:
        stop = set_by_signals()
        with holding(found.database_url) as connection:
            if not runs.take(connection, name):
                raise RuleViolationError("job_running", value=name)
            result = record(found, connection, standing, stop)
    _say(name, result)


def _named(name: str) -> Standing:
    for standing in TIMETABLE:
        if standing.name == name:
            return standing
    names = ", ".join(standing.name for standing in TIMETABLE)
    raise InvalidInputError("unknown_job", field="name", value=name, names=names)


def _say(name: str, result: Result) -> None:
    """What the run came to; of one that failed or found something wrong as an error.

    Raises:
        RuleViolationError: it failed, or found something wrong.
    """
    state = say(f"job_state.{result.outcome}")
    numbers = words.told(result.told, settings().lang)
    if result.outcome in runs.TROUBLE:
        why = "; ".join(part for part in (numbers, result.problem) if part)
        raise RuleViolationError("job_failed", value=name, state=state, why=why)
    typer.echo("; ".join(part for part in (f"{name}: {state}", numbers) if part))


def _print(listed: list[JobState], notes: list[str]) -> None:
    columns = [say("column.job"), *(say(f"column.job_{name}") for name in _COLUMNS)]
    print_table(say("heading.jobs"), columns, [_row(job) for job in listed], notes=notes)


def _row(job: JobState) -> list[str | None]:
    language = settings().lang
    told = words.told(job.told or {}, language)
    return [
        f"{job.name}\n{say(f'job.{job.name}')}",
        None if job.begun_at is None else writing.moment(job.begun_at, language),
        None
        if job.begun_at is None or job.ended_at is None
        else words.lasted(job.begun_at, job.ended_at, language),
        "\n".join(part for part in (say(f"job_state.{job.state}"), told, job.problem) if part),
        None if job.next_run_at is None else writing.moment(job.next_run_at, language),
    ]


def _swept(connection: Connection[Any]) -> str:
    far = runs.alerting(connection)
    if far.swept_on is None or far.swept_at is None:
        return say("note.never_swept")
    language = settings().lang
    day, moment = writing.day(far.swept_on, language), writing.moment(far.swept_at, language)
    return say("note.swept_on", day=day, moment=moment)


def _plain(value: Any) -> Any:
    """A value as programs read it."""
    return show_moment(value) if isinstance(value, datetime) else value


def _cell(value: Any) -> Any:
    """The same in one cell."""
    if isinstance(value, dict):
        return " ".join(f"{name}={number}" for name, number in value.items())
    return value
