"""What every command shares: language, settings, progress, and the way to the data."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import typer
from psycopg import Connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tracker import catalogue
from tracker.bootstrap import Installation, opened
from tracker.projections.projector import Progress as OnProgress
from tracker.reading.cut import SQL
from tracker.settings import Settings

_WIDE = 200
"""Columns of a table that goes into a file or another program."""


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


def say(name: str, /, **details: object) -> str:
    """A message of the catalogue in the language chosen by ``TRACKER_LANG``."""
    return catalogue.text(settings().lang, name, **details)


def console() -> Console:
    """Standard output for people."""
    return Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)


@contextmanager
def progress_bar(label: str) -> Iterator[OnProgress]:
    """A bar on standard error, where somebody watches; silent in scripts."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(say(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def installation(*, with_read_model: bool = True) -> Iterator[Installation]:
    """The installation, opened for this command."""
    with (
        progress_bar("cli.building") as progress,
        opened(settings(), progress=progress, with_read_model=with_read_model) as found,
    ):
        yield found


@contextmanager
def up_to_date() -> Iterator[tuple[Installation, Connection[Any]]]:
    """A connection for questions, after everything recorded has been projected."""
    with installation() as found:
        with progress_bar("cli.projecting") as progress:
            found.catch_up(progress)
        with found.pool.connection() as connection:
            _warn_of_parked(connection)
            yield found, connection


def _warn_of_parked(connection: Connection[Any]) -> None:
    """No number is given in silence while events stand aside unread."""
    row = connection.execute(SQL["parked"]).fetchone()
    number, first = row or (0, None)
    if number:
        typer.echo(say("cli.parked", number=number, first=first), err=True)
