"""Items that belong together: those of one dispatch, and those that pass an item on."""

from typing import Any, Final, NamedTuple

import orjson
from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.database.sqlfile import queries
from tracker.fold.segments import Segment
from tracker.fold.words import Kind
from tracker.reading.cut import Cut
from tracker.reading.item import standing_on
from tracker.reading.streams import streams

SQL: Final = queries("tracker.reading", "relations.sql")
MOST: Final = 200
"""Items of one relation that are told."""


class Related(NamedTuple):
    """An item that belongs to another one, as it stood at the cut."""

    kind: Kind
    ref: str
    title: str
    first_unit: str
    standing: Segment | None

    @property
    def unit(self) -> str:
        """Who leads it at C; before its assignment, who is to be the first."""
        return self.first_unit if self.standing is None else self.standing.unit


def of_dispatch(connection: Connection[Any], dispatch: str, cut: Cut) -> list[Related]:
    """The directives that one line of a document became, :data:`MOST` at most."""
    told = _told(dispatch, cut)
    found = connection.execute(SQL["of_dispatch"], told).fetchall()
    return _related(connection, found, ("dispatch", dispatch), cut)


def below(connection: Connection[Any], ref: str, cut: Cut) -> list[Related]:
    """The directives that pass the one with this reference on, :data:`MOST` at most."""
    found = connection.execute(SQL["below"], _told(ref, cut)).fetchall()
    return _related(connection, found, ("parent_ref", ref), cut)


def _told(value: str, cut: Cut) -> dict[str, Any]:
    """The index knows a text as it is spelt in the log, up to its first quotation mark."""
    spelt = orjson.dumps(value)[1:-1].partition(b'"')[0]
    return {"spelt": spelt, "position": cut.position, "most": MOST}


def _related(
    connection: Connection[Any], found: list[Any], said: tuple[str, str], cut: Cut
) -> list[Related]:
    """Those of the streams found whose first event says the whole text."""
    if not found:
        return []
    field, value = said
    known = streams(connection, [stream for (stream,) in found], cut.position)
    events = [[event for _, event in known[stream]] for (stream,) in found]
    return [_one(one, cut) for one in events if vars(one[0]).get(field) == value]


def _one(events: list[Happening], cut: Cut) -> Related:
    said = vars(events[0])
    standing = standing_on(events, cut.as_of)
    return Related(Kind.DIRECTIVE, said["ref"], said["title"], said["unit"], standing)
