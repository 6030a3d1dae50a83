"""What can be done with several items of a list at once: what the reader may do somewhere."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from tracker.fold.words import ItemClass, TargetState
from tracker.rights.words import Act
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit

_OPEN: Final = (
    ItemClass.OPEN_IN_TIME,
    ItemClass.OPEN_OVERDUE,
    ItemClass.OPEN_NO_DEADLINE,
)
_WAITING: Final = (
    ItemClass.AWAIT_IN_TIME,
    ItemClass.AWAIT_LATE,
    ItemClass.AWAIT_NO_DEADLINE,
)


class Offer(NamedTuple):
    """A command for several items: who may give it, and to items of which classes."""

    act: Act
    classes: Collection[ItemClass | TargetState]


_OFFERS: Final[Mapping[str, Offer]] = {
    "report-completion": Offer(Act.LOG, _OPEN),
    "urge": Offer(Act.URGE, (*_OPEN, *_WAITING)),
    "confirm-completion": Offer(Act.DECIDE, _WAITING),
    "reject-completion": Offer(Act.DECIDE, _WAITING),
    "extend-deadline": Offer(Act.DECIDE, _OPEN),
    "transfer": Offer(Act.DECIDE, (*_OPEN, *_WAITING, ItemClass.SUSPENDED)),
}


def acts_offered(
    visit: Visit, times: Times, shown: Collection[ItemClass | TargetState]
) -> list[str]:
    """The commands to offer beside items of some classes; nothing on a page of the past.

    Whether somebody may give one to an item is judged item by item when it is given.
    """
    if times.is_past:
        return []
    return [
        name
        for name, offer in _OFFERS.items()
        if visit.may(offer.act) and not set(offer.classes).isdisjoint(shown)
    ]
