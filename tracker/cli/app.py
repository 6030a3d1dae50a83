"""All commands together, and the one edge where errors become messages and exit codes."""

import logging
import signal
import sys
from typing import Final

import psycopg
import typer

from tracker.cli import (
    accounts,
    alerting,
    calendars,
    deadlines,
    evidence,
    jobs,
    questions,
    refusals,
    running,
    units,
    upkeep,
)
from tracker.cli.context import say, settings
from tracker.errors import InvalidInputError, TrackerError, UnavailableError
from tracker.history.importing import RefusedHistoryError
from tracker.present.refusals import refusal

WRONG_USE: Final = 2
FAILED: Final = 1
_KILLED: Final = 128

app = typer.Typer(
    name="tracker",
    help=say("cli.about"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (
    questions,
    deadlines,
    calendars,
    units,
    accounts,
    alerting,
    evidence,
    refusals,
    upkeep,
    jobs,
    running,
):
    app.add_typer(part.app)
_PROGRAM: Final = typer.main.get_command(app)


def run() -> int:
    """Runs the command line; gives the exit code."""
    # By default the signal would end us without leaving the embedded server tidily.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(_KILLED + number))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        _PROGRAM(standalone_mode=True)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        return FAILED
    except psycopg.OperationalError:
        return _fail(UnavailableError("database_unreachable"))
    except psycopg.Error as error:
        return _fail(UnavailableError("database_refused", why=str(error).partition("\n")[0]))
    except TrackerError as error:
        return _fail(error)
    return 0


def _fail(error: TrackerError) -> int:
    """Says what went wrong in one line; gives the exit code."""
    message = refusal(settings().lang, error.code, error.details)
    typer.echo(say("cli.error", message=message), err=True)
    refused_data = isinstance(error, RefusedHistoryError)
    return WRONG_USE if isinstance(error, InvalidInputError) and not refused_data else FAILED
