"""Which items may have to do with the alerts of a day, found without folding them all."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from tracker.alerts.audit.notices import SQL
from tracker.alerts.audit.outcomes import Look, Sweep
from tracker.alerts.rules.policy import Policy, policy_at
from tracker.days import LOCAL_ZONE
from tracker.fold.marks import FLAGS, OVERDUE
from tracker.fold.words import COMPLETED_KINDS
from tracker.projections.codes import OPEN_STATUSES
from tracker.reading.cut import Cut, Filters, units_asked

_DAY: Final = timedelta(days=1)


def look_of(connection: Connection[Any], cut: Cut) -> Look:
    """The policy in force on the morning of the day, and the sweeps that went through its marks."""
    policy = _policy_of(connection, cut.as_of)
    morning = _known_at(connection, cut, _moment(cut.as_of, policy.morning))
    asked = {**cut._asdict(), "day": cut.as_of, "morning": morning}
    return Look(
        cut.as_of,
        policy.due_soon_days,
        policy.morning,
        tuple(Sweep(*row) for row in connection.execute(SQL["sweeps"], asked)),
    )


def _policy_of(connection: Connection[Any], day: date) -> Policy:
    """The policy of a day's morning; which hour that is said the policy of the night before."""
    before = policy_at(connection, _moment(day, time.min))
    return policy_at(connection, _moment(day, before.morning))


def candidates(connection: Connection[Any], cut: Cut, filters: Filters, look: Look) -> list[UUID]:
    """Streams of all items with a mark due on the day, or a flag recorded on it; and others.

    A mark shows on a morning because its day has come, or because of something that was
    recorded since the morning before.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    kinds = [kind for kind in COMPLETED_KINDS if filters.kind in (None, kind)]
    levels = [*(-days for days in look.due_soon_days), OVERDUE]
    morning = _known_at(connection, cut, _moment(look.day, look.morning))
    asked = {
        "day": look.day,
        "deadlines": [look.day - level * _DAY for level in levels],
        "open": list(OPEN_STATUSES),
        "categories": filters.categories,
        "units": units_asked(connection, filters, cut),
        "kinds": [kind.value for kind in kinds],
        # The hour of the morning may have been another one the day before.
        "since": _known_at(connection, cut, _moment(look.day - _DAY, time.min)),
        "morning": morning,
        "until": _known_at(connection, cut, _moment(look.day, time.max)),
        "flags": sorted(flag.value for flag in FLAGS),
    }
    rows = [*connection.execute(SQL["due"], asked), *connection.execute(SQL["moved"], asked)]
    return sorted({stream for (stream,) in rows})


def codes_asked(connection: Connection[Any], filters: Filters, cut: Cut) -> frozenset[str] | None:
    """The codes of the units that are asked about; None: all.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    units = units_asked(connection, filters, cut)
    if units is None:
        return None
    return frozenset(code for (code,) in connection.execute(SQL["codes"], (units,)))


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LOCAL_ZONE)


def _known_at(connection: Connection[Any], cut: Cut, moment: datetime) -> int:
    """The last position known at a moment, and at K."""
    row = connection.execute(SQL["known_at"], (moment,)).fetchone()
    return min(cut.position, row[0] if row else 0)
