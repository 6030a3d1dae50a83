"""``/guide``: what the times, classes, rates and roles mean; for everybody who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response

from tracker.fold.words import ItemClass, TargetState
from tracker.reading.rates import item_rates
from tracker.rights.rules import RULES
from tracker.rights.words import Act, Role
from tracker.web.frame.visit import Visiting

router = APIRouter(include_in_schema=False)

_TIMES: Final = ("as_of", "known_at", "both", "late", "voided")
_ALERTS: Final = ("mark", "again", "quiet", "digest", "outage", "report")


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """Names of messages; the template says them."""

    times: Sequence[str] = _TIMES
    alerts: Sequence[str] = _ALERTS
    classes: Sequence[str] = tuple(name.value for name in ItemClass)
    states: Sequence[str] = tuple(name.value for name in TargetState)
    rates: Sequence[str] = tuple(rate.name for rate in item_rates({}))
    roles: Sequence[tuple[str, Sequence[str]]]
    """Each role with the acts that it holds."""


@router.get("/guide")
def show_guide(visit: Visiting) -> Response:
    """The whole guide on one page, so that it can be searched and printed."""
    roles = [(role.value, _acts(role)) for role in Role]
    return visit.page("guide/guide.html", page=GuidePage(roles=roles))


def _acts(role: Role) -> list[str]:
    return [act.value for act in Act if role in RULES[act]]
