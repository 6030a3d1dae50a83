"""How long overdue, how soon due: bars with the list behind each."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.fold.words import ItemClass
from tracker.reading.steering import Band, Steering
from tracker.web.leader.links import Counted, Lists


class Bar(NamedTuple):
    """One band of deadlines."""

    since: int
    """The first number of days late of a band of age; the days ahead otherwise."""
    until: int | None
    """The last number of days late; None: no end."""
    counted: Counted
    share: int
    """Of the largest, in percent: how long the bar is drawn."""


def ageing(counted: Steering, lists: Lists) -> list[Bar]:
    """Overdue and not done, by days late."""
    bands = counted.ageing
    ends = (*(band.days - 1 for band in bands[1:]), None)
    return [
        Bar(band.days, end, _counted(band, lists, ItemClass.OPEN_OVERDUE), _share(band, bands))
        for band, end in zip(bands, ends, strict=True)
    ]


def due(counted: Steering, lists: Lists) -> list[Bar]:
    """In time, by how soon the deadline comes; each holds the ones before it."""
    return [
        Bar(
            band.days,
            band.days,
            _counted(band, lists, ItemClass.OPEN_IN_TIME),
            _share(band, counted.due),
        )
        for band in counted.due
    ]


def _counted(band: Band, lists: Lists, name: ItemClass) -> Counted:
    return lists.counted(band.number, [name], due_from=band.due_from, due_to=band.due_to)


def _share(band: Band, bands: Sequence[Band]) -> int:
    most = max(one.number for one in bands)
    return round(100 * band.number / most) if most else 0
