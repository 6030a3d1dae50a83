"""What one recipient is told in one message: alerts that are true, by unit, without repetition."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from tracker.alerts.telling.checking import Due
from tracker.alerts.words import Occasion
from tracker.days import show_moment

LATE: Final = frozenset({Occasion.OVERDUE, Occasion.SILENT})
_SECTIONS: Final = (Occasion.OVERDUE, Occasion.WAITING, Occasion.SILENT, Occasion.DUE_SOON)
"""The order in which a unit's work is told."""


class Row(NamedTuple):
    """One item, on the most telling of the occasions that there are for it."""

    occasion: Occasion
    kind: str
    ref: str
    title: str
    about_on: date
    """The deadline; of what waits for confirmation the day of completion."""
    days: int
    """Days since then; negative: days left."""
    level: int


class Group(NamedTuple):
    """The work that one unit leads."""

    code: str
    name: str
    rows: tuple[Row, ...]

    def counted(self, *occasions: Occasion) -> int:
        """How many items are told of on one of the occasions."""
        return sum(row.occasion in occasions for row in self.rows)

    @property
    def sections(self) -> list[tuple[Occasion, list[Row]]]:
        """The rows of each occasion that there is, in the order of telling."""
        found = [(one, [row for row in self.rows if row.occasion is one]) for one in _SECTIONS]
        return [(one, rows) for one, rows in found if rows]


class Period(NamedTuple):
    """A reporting period that closes soon."""

    name: str
    closes_on: date
    days: int
    """Days left."""


class Digest(NamedTuple):
    """All of it, as on a day and as known at a moment."""

    as_of: date
    known_at: datetime
    units: tuple[Group, ...]
    periods: tuple[Period, ...]

    def counted(self, *occasions: Occasion) -> int:
        """How many items are told of on one of the occasions."""
        return sum(group.counted(*occasions) for group in self.units)

    def told(self) -> dict[str, Any]:
        """As it is kept with the delivery, and as programs are told."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": show_moment(self.known_at),
            "units": [
                {
                    "code": group.code,
                    "name": group.name,
                    "overdue": group.counted(*LATE),
                    "due_soon": group.counted(Occasion.DUE_SOON),
                    "rows": [
                        {**row._asdict(), "about_on": row.about_on.isoformat()}
                        for row in group.rows
                    ],
                }
                for group in self.units
            ],
            "periods": [
                {**period._asdict(), "closes_on": period.closes_on.isoformat()}
                for period in self.periods
            ],
        }


def digest_of(
    due: Sequence[Due], names: Mapping[str, str], as_of: date, known_at: datetime
) -> Digest:
    """The digest of some alerts, units with most that is overdue first.

    Args:
        due: the alerts, in the order in which a unit's rows are told.
        names: of the units by their codes.
        as_of: the day on which they are true.
        known_at: as known when.
    """
    by_unit: dict[str, list[Due]] = {}
    for one in due:
        if one.occasion is not Occasion.PERIOD:
            by_unit.setdefault(one.unit, []).append(one)
    groups = [Group(code, names.get(code, code), _rows(told)) for code, told in by_unit.items()]
    periods = {
        Period(one.title, one.about_on, -one.days) for one in due if one.occasion is Occasion.PERIOD
    }
    return Digest(
        as_of,
        known_at,
        tuple(sorted(groups, key=lambda group: (-group.counted(*LATE), group.name, group.code))),
        tuple(sorted(periods, key=lambda period: (period.closes_on, period.name))),
    )


def _rows(due: Iterable[Due]) -> tuple[Row, ...]:
    """One row for each item: whoever is told that nobody speaks knows that it is overdue."""
    rows: dict[tuple[str, str], Row] = {}
    for one in due:
        row = Row(
            one.occasion,
            str(one.kind),
            one.ref or "",
            one.title,
            one.about_on,
            one.days,
            one.level,
        )
        known = rows.get((row.kind, row.ref))
        if known is None or row.occasion is Occasion.SILENT:
            rows[row.kind, row.ref] = row
    return tuple(sorted(rows.values(), key=lambda row: _SECTIONS.index(row.occasion)))
