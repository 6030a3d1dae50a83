"""What can be done with items chosen on a leader's page: only what some grant of his allows."""

from typing import Final

from tracker.rights.words import Act
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit

_WITH_OVERDUE: Final = (
    ("urge", Act.URGE),
    ("extend-deadline", Act.DECIDE),
    ("transfer", Act.DECIDE),
)
_WITH_WAITING: Final = (
    ("confirm-completion", Act.DECIDE),
    ("reject-completion", Act.DECIDE),
)


def with_overdue(visit: Visit, times: Times) -> list[str]:
    """Commands for items overdue and not done; whether each may is judged when it is given."""
    return _offered(visit, times, _WITH_OVERDUE)


def with_waiting(visit: Visit, times: Times) -> list[str]:
    """Commands for items that wait for confirmation."""
    return _offered(visit, times, _WITH_WAITING)


def may_answer(visit: Visit, times: Times) -> bool:
    """Whether requests can be answered from the page."""
    return visit.may(Act.DECIDE) and not times.is_past


def _offered(visit: Visit, times: Times, acts: tuple[tuple[str, Act], ...]) -> list[str]:
    if times.is_past:
        return []
    return [name for name, act in acts if visit.may(act)]
