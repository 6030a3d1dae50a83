"""What waits for the visitor's own decision: reports to confirm, requests to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection

from tracker.fold.words import ItemClass
from tracker.reading.cut import Cut, Filters
from tracker.reading.listing import Line, Order, Sort, listing
from tracker.reading.requests import Request, RequestSort, requests
from tracker.rights.words import Reach
from tracker.web.clerk.places import Place
from tracker.web.frame.addresses import address, part
from tracker.web.items.offering import Action, record_address
from tracker.web.items.wording import name_for

WAITING: Final = (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE)
SHOWN: Final = 20
_LONGEST_FIRST: Final = Sort(Order.COMPLETED_ON)
_ANSWERS: Final = {
    RequestSort.EXTENSION: ("extend-deadline", "refuse-extension"),
    RequestSort.RETURN: ("accept-return", "refuse-return"),
}


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A report that waits to be confirmed."""

    line: Line
    address: str
    confirm: Action
    reject: Action
    pick: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that waits for an answer."""

    request: Request
    address: str
    answers: Sequence[Action]


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """What waits for the visitor below one unit."""

    place: Place | None
    """None: everywhere."""
    number: int
    list_address: str
    reported: Sequence[Reported]
    requests: Sequence[Asked]
    requests_number: int


def deciding(connection: Connection[Any], cut: Cut, place: Place | None, back: str) -> Deciding:
    """What waits for whoever decides for a unit, or for all where there is none.

    Args:
        connection: to the read model.
        cut: today, as known now.
        place: the unit of the grant.
        back: the page to come back to from a form.
    """
    unit = None if place is None else place.code
    reach = Reach.WITHIN if place is None else Reach.BELOW
    below = Filters(unit=unit, reach=reach)
    found = listing(connection, cut, below._replace(classes=WAITING), _LONGEST_FIRST, limit=SHOWN)
    asked = requests(connection, cut, below)
    reach_told = None if place is None else reach
    return Deciding(
        place=place,
        number=found.total,
        list_address=address("/items", unit=unit, reach=reach_told, class_=WAITING),
        reported=[_reported(line, back) for line in found.lines],
        requests=[asked_of(request, back) for request in asked[:SHOWN]],
        requests_number=len(asked),
    )


def _reported(line: Line, back: str) -> Reported:
    kind, ref = line.item.kind, line.item.ref
    confirm, reject = (
        Action(name, record_address(name, kind, ref, back=back))
        for name in (name_for("confirm-completion", kind), name_for("reject-completion", kind))
    )
    return Reported(
        line=line,
        address=f"/items/{kind}/{part(ref)}",
        confirm=confirm,
        reject=reject,
        pick=f"{kind}:{ref}",
    )


def asked_of(request: Request, back: str) -> Asked:
    """A request with the forms of its answers."""
    kind, ref = request.kind, request.ref
    answers = [
        Action(name, record_address(name, kind, ref, back=back)) for name in _ANSWERS[request.sort]
    ]
    return Asked(request=request, address=f"/items/{kind}/{part(ref)}", answers=answers)
