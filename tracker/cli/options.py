"""The options that several commands share, and how their words are read."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import click
import typer

from tracker.cli.context import say, settings
from tracker.days import parse_day, parse_moment
from tracker.deadlines.reading import read_day as day_as_written
from tracker.errors import InvalidInputError
from tracker.fold.words import IssuerLevel, ItemClass, Kind, TargetState
from tracker.present.refusals import refusal


class Format(StrEnum):
    """How data are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def _read(parse: Callable[[str, str], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """An option's callback that turns its words into a value, or says what was expected."""

    def callback(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is None or context.resilient_parsing:
            return value
        try:
            return parse(value, str(parameter.name))
        except InvalidInputError as error:
            message = refusal(settings().lang, error.code, error.details)
            raise typer.BadParameter(message) from error

    return callback


def _class(value: list[str], field: str) -> list[ItemClass | TargetState]:
    found: list[ItemClass | TargetState] = []
    for name in value:
        if name in set(ItemClass):
            found.append(ItemClass(name))
        elif name in set(TargetState):
            found.append(TargetState(name))
        else:
            raise InvalidInputError("unknown_class", field=field, value=name)
    return found


read_day = _read(parse_day)
"""The callback of a cutoff: an ISO day."""
day_written = _read(lambda text, _field: day_as_written(text))
"""The callback of a day as ISO or as offices write it: ``01/7/2025``."""
_moment = _read(parse_moment)

AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="D", help=say("option.as_of"), callback=read_day),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="T", help=say("option.known_at"), callback=_moment),
]
RequiredKnownAt = Annotated[
    str,
    typer.Option("--known-at", metavar="T", help=say("option.known_at"), callback=_moment),
]
Against = Annotated[
    str,
    typer.Option("--against", metavar="T", help=say("option.against"), callback=_moment),
]
From = Annotated[
    str, typer.Option("--from", metavar="S", help=say("option.from"), callback=read_day)
]
To = Annotated[str, typer.Option("--to", metavar="C", help=say("option.to"), callback=read_day)]
Unit = Annotated[str | None, typer.Option("--unit", metavar="CODE", help=say("option.unit"))]
TreeOf = Annotated[str | None, typer.Option("--tree-of", metavar="D", help=say("option.tree_of"))]
KindOption = Annotated[Kind | None, typer.Option("--kind", help=say("option.kind"))]
IssuerLevelOption = Annotated[
    IssuerLevel | None, typer.Option("--issuer-level", help=say("option.issuer_level"))
]
ClassOption = Annotated[
    list[str] | None,
    typer.Option("--class", metavar="X", help=say("option.class"), callback=_read(_class)),
]
Search = Annotated[
    str | None, typer.Option("--search", "--q", metavar="WORDS", help=say("option.search"))
]
FormatOption = Annotated[Format, typer.Option("--format", help=say("option.format"))]


def as_day(value: Any) -> date:
    """The day that an option's callback has read."""
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def as_moment(value: Any) -> datetime | None:
    """The moment that an option's callback has read, if it was given."""
    if value is not None and not isinstance(value, datetime):
        raise TypeError(value)
    return value
