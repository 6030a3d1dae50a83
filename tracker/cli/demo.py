"""The sample: loads it into an empty store and prints the figures its reports are about."""

from datetime import date, datetime
from typing import Final, NamedTuple

import typer

from tracker.bootstrap import Installation
from tracker.cli import tables
from tracker.cli.context import say
from tracker.cli.options import Format
from tracker.days import LOCAL_ZONE
from tracker.errors import RuleViolationError
from tracker.fold.words import IssuerLevel, Kind
from tracker.history.importing import import_history
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Filters, cut_at
from tracker.sample import HISTORIES


class Figure(NamedTuple):
    """A figure of a report: whose, of what, on which day, as known when."""

    title: str
    as_of: date
    known_at: datetime | None
    filters: Filters
    by: tuple[Dimension, ...] = ()


_HUONG_HUU: Final = "H57.31.05"
_PHUNG_HIEP: Final = "H30.35"
_REPORT: Final = date(2024, 3, 8)
_ON_THE_DAY: Final = datetime(2024, 3, 8, 17, 30, tzinfo=LOCAL_ZONE)
_A_WEEK_LATER: Final = datetime(2024, 3, 15, 17, tzinfo=LOCAL_ZONE)

FIGURES: Final = (
    Figure("plan_tasks", _REPORT, _ON_THE_DAY, Filters(_HUONG_HUU, Kind.PLAN_TASK)),
    Figure("plan_tasks", _REPORT, _A_WEEK_LATER, Filters(_HUONG_HUU, Kind.PLAN_TASK)),
    Figure(
        "directives",
        _REPORT,
        _ON_THE_DAY,
        Filters(_HUONG_HUU, Kind.DIRECTIVE),
        (Dimension.ISSUER_LEVEL,),
    ),
    Figure(
        "directives_province",
        _REPORT,
        _A_WEEK_LATER,
        Filters(_HUONG_HUU, Kind.DIRECTIVE, IssuerLevel.PROVINCE),
    ),
    Figure(
        "findings",
        date(2024, 4, 30),
        None,
        Filters(_PHUNG_HIEP, Kind.FINDING),
        (Dimension.CONCLUSION,),
    ),
    Figure(
        "findings",
        date(2024, 5, 10),
        None,
        Filters(_PHUNG_HIEP, Kind.FINDING),
        (Dimension.CONCLUSION,),
    ),
    Figure("targets", date(2024, 5, 18), None, Filters(_PHUNG_HIEP, Kind.TARGET)),
)


LOOK: Final = f"/steering?as_of={_REPORT}&known_at={_ON_THE_DAY:%Y-%m-%dT%H:%M}"
"""The page that shows the first report as it was known on its day."""


def load_sample(found: Installation) -> None:
    """Imports both histories into an empty store; a store with events is left alone."""
    try:
        imported = import_history(found.database_url, HISTORIES, found.clock.now())
    except RuleViolationError as error:
        if error.code != "store_not_empty":
            raise
        typer.echo(say("demo.kept"))
    else:
        typer.echo(say("demo.loaded", events=imported.events))


def print_figures(found: Installation) -> None:
    """The figures of the two reports at their cutoffs, at both known-at times."""
    with found.pool.connection() as connection:
        for figure in FIGURES:
            cut = cut_at(connection, figure.as_of, figure.known_at, found.clock.now())
            result = counts(connection, cut, figure.filters, figure.by)
            typer.echo(f"\n{say(f'demo.{figure.title}')}")
            tables.counts(result, figure.by, Format.TABLE)
