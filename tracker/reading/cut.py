"""The cut of a question: the cutoff C, the known-at K, and the position that K means."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from unicodedata import normalize

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.database.sqlfile import queries
from tracker.errors import NotFoundError, UnavailableError
from tracker.fold.words import COMPLETED_KINDS, Area, IssuerLevel, ItemClass, Kind, TargetState
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS
from tracker.rights.words import Reach

SQL = queries("tracker.reading", "reading.sql")


class Cut(NamedTuple):
    """C, K as the answer repeats it, and the last position known at K."""

    as_of: date
    known_at: datetime
    position: int


class Filters(NamedTuple):
    """What a question is limited to; None: not limited.

    ``unit`` means the unit and all below it in the tree as it was on C, as known at K.
    """

    unit: str | None = None
    kind: Kind | None = None
    issuer_level: IssuerLevel | None = None
    classes: tuple[ItemClass | TargetState, ...] = ()
    tree_of: date | None = None
    """The tree of that day instead, as known now, through successors (tracker.reading.lens)."""
    rows_of: tuple[int, ...] | None = None
    """With ``tree_of``: only rows that these units led then, because the asker may see no other."""
    words: tuple[str, ...] = ()
    """Folded; each must begin some word of the reference or the title (tracker.reading.search)."""
    is_limited: bool = False
    """Whether the unit was not asked for, but is as far as the asker may see."""
    is_alone: bool = False
    """Only what the unit leads itself, without those below it; of questions about one day."""
    area: Area | None = None
    plan: str | None = None
    """The number of the plan; findings belong to none."""
    conclusion: str | None = None
    """The number of the inspection conclusion; only findings belong to one."""
    due_from: date | None = None
    """First day of the deadlines; like the last one, it leaves out what has no deadline."""
    due_to: date | None = None
    completed_from: date | None = None
    """First day on which work was done, as reported; what is not reported is left out."""
    completed_to: date | None = None
    assigned_from: date | None = None
    assigned_to: date | None = None
    begun: bool | None = None
    """Open items only: those whose work has begun, or has not; of questions about one day."""
    reach: Reach = Reach.WITHIN
    """How far from ``unit`` the question goes, as a grant would; of questions about one day."""
    is_rejected: bool = False
    """Open items only: those whose last report the assigner did not accept; of one day too."""

    @property
    def categories(self) -> list[int]:
        """The read model's numbers for kind and issuer level; targets only when asked for."""
        kinds = COMPLETED_KINDS if self.kind is None else (self.kind,)
        return [
            code
            for code, (kind, level) in CATEGORIES.items()
            if kind in kinds
            and self.issuer_level in (None, level)
            and (self.plan is None or kind is not Kind.FINDING)
            and (self.conclusion is None or kind is Kind.FINDING)
        ]

    @property
    def statuses(self) -> list[int]:
        """The read model's numbers for the classes asked for, or for all."""
        return [
            status for status, name in CLASS_OF_STATUS.items() if name in (self.classes or (name,))
        ]

    @property
    def paper(self) -> str | None:
        """The number of the document that the items belong to, if one was asked for."""
        number = self.plan or self.conclusion
        return None if number is None else normalize("NFC", number)


def cut_at(
    connection: Connection[Any], as_of: date, known_at: datetime | None, now: datetime
) -> Cut:
    """Turns a known-at time into the position it means; absent or ahead, it is now.

    The K of an answer is always true: asked again with it, the answer is the same. So
    where the read model lags behind now, K is the last moment of which it knows all.

    Raises:
        UnavailableError: the read model has not reached the time asked for yet.
    """
    row = connection.execute(SQL["reached"]).fetchone()
    reached, reached_at, missing_since = row or (0, None, None)
    if known_at is None or known_at >= now:
        if missing_since is None:
            return Cut(as_of, max(now, reached_at or now), reached)
        known_at = missing_since - timedelta(microseconds=1)
    position = _position_known_at(connection, known_at)
    if position > reached:
        raise UnavailableError("projection_behind", position=reached, goal=position)
    return Cut(as_of, known_at, position)


def _position_known_at(connection: Connection[Any], known_at: datetime) -> int:
    row = connection.execute(SQL["position_known_at"], (known_at,)).fetchone()
    return row[0] if row else 0


def projected_position(connection: Connection[Any]) -> int:
    """How far the read model goes."""
    row = connection.execute(SQL["reached"]).fetchone()
    return row[0] if row else 0


def refuse_unknown_unit(connection: Connection[Any], code: str) -> None:
    """A code that no unit ever had is a mistake of the asker, not an empty answer.

    Raises:
        NotFoundError: naming the code.
    """
    asked = (normalize("NFC", code),)
    # The database takes no NUL; no unit has one in its code.
    if "\x00" in code or connection.execute(SQL["unit_known"], asked).fetchone() is None:
        raise NotFoundError("unknown_unit", field="unit", value=code)


def units_below(connection: Connection[Any], code: str, cut: Cut) -> list[int]:
    """Ids of the unit and all below it on C as known at K; empty where it is not there.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    refuse_unknown_unit(connection, code)
    span = {
        "code": normalize("NFC", code),
        "position": cut.position,
        "first": cut.as_of,
        "last": cut.as_of,
    }
    statement = Sql("with ") + Sql(SQL["membership"]) + Sql(SQL["members_on"])
    return [row[0] for row in connection.execute(statement, span)]


def units_asked(connection: Connection[Any], filters: Filters, cut: Cut) -> list[int] | None:
    """Ids of the units that a question about one day is about; None: all.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    if filters.unit is None:
        return None
    if filters.reach is Reach.OWN:
        return own_units(connection, filters.unit, cut)
    units = units_below(connection, filters.unit, cut)
    if filters.reach is Reach.BELOW:
        return _without_itself(connection, units, filters.unit, cut)
    if not filters.is_alone:
        return units
    row = connection.execute(SQL["unit_known"], (normalize("NFC", filters.unit),)).fetchone()
    return [unit for unit in units if row and unit == row[0]]


def own_units(connection: Connection[Any], code: str, cut: Cut) -> list[int]:
    """Ids of the unit, even one that has ended, and of the people directly in it.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    refuse_unknown_unit(connection, code)
    told = {"code": normalize("NFC", code), "as_of": cut.as_of, "position": cut.position}
    return [unit for (unit,) in connection.execute(SQL["own_units"], told)]


def _without_itself(
    connection: Connection[Any], units: list[int], code: str, cut: Cut
) -> list[int]:
    """The units below it; a root counts as below itself (tracker.rights.words.Reach)."""
    told = {"code": normalize("NFC", code), "as_of": cut.as_of, "position": cut.position}
    row = connection.execute(SQL["with_parent"], told).fetchone()
    return [unit for unit in units if row is None or unit != row[0]]


def days_below(
    connection: Connection[Any], unit: str, code: str, cut: Cut, first: date
) -> list[tuple[date, date]]:
    """On which days from ``first`` to the cut's the unit was ``code`` or below it.

    Gives stretches of days, each with its first day and the day after its last.
    """
    span = {
        "unit": unit,
        "code": code,
        "position": cut.position,
        "first": first,
        "last": cut.as_of,
    }
    statement = Sql("with ") + Sql(SQL["membership"]) + Sql(SQL["stretches"])
    return connection.execute(statement, span).fetchall()
