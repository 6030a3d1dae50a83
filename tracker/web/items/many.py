"""One command given on many items: each is recorded by itself, or refused with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from tracker.aggregates.events import stream_id
from tracker.api.guard.recording import record_refusal
from tracker.commands.checking import in_nfc
from tracker.errors import InvalidInputError, TrackerError, UnavailableError, UnfitEnvironmentError
from tracker.fold.words import COMPLETED_KINDS, Kind
from tracker.web.frame.giving import Target, give_on_item
from tracker.web.frame.visit import Visit

MOST: Final = 500
"""Items of one form."""
_NOT_OURS: Final = (UnavailableError, UnfitEnvironmentError)


class Named(NamedTuple):
    """An item by its kind and reference, as addresses of forms name it."""

    kind: Kind
    ref: str

    def __str__(self) -> str:
        """``directive:2024-T01``."""
        return f"{self.kind}:{self.ref}"


class Given(NamedTuple):
    """What came of the command on one item."""

    item: Named
    position: int | None
    """The log's; None: refused."""
    error: TrackerError | None = None
    """Why it was refused."""


def items_named(told: Sequence[str]) -> list[Named]:
    """The items that a form or an address names, each once.

    Raises:
        InvalidInputError: something else is named, or too many are.
    """
    items = list(dict.fromkeys(_named(one) for one in told))
    if len(items) > MOST:
        raise InvalidInputError("too_many_items", field="item", most=MOST)
    return items


def _named(told: str) -> Named:
    kind, colon, ref = told.partition(":")
    if not colon or not ref or kind not in set(COMPLETED_KINDS):
        raise InvalidInputError("bad_item", field="item", value=told)
    return Named(Kind(kind), str(in_nfc(ref)))


def give_many(
    visit: Visit,
    name: str,
    targets: Sequence[Target],
    fields: Mapping[str, Any],
    key: str | None,
) -> list[Given]:
    """Gives the same command on each of the items; sent twice, nothing is done twice.

    Args:
        visit: who gives it.
        name: the command, one of ``deeds.ON_ITEM``.
        targets: the items, each in the version that the person saw.
        fields: the same for all, as the command takes them.
        key: of the form; each item has one of its own made from it.

    Raises:
        UnavailableError, UnfitEnvironmentError: the database; sent again, the form goes on
            where it stopped.
    """
    return [_given(visit, name, target, fields, key) for target in targets]


def _given(
    visit: Visit, name: str, target: Target, fields: Mapping[str, Any], key: str | None
) -> Given:
    item = Named(target.kind, target.ref)
    own_key = None if key is None else f"{key}:{stream_id(*item)}"
    try:
        recorded = give_on_item(visit, name, target, fields, own_key)
    except _NOT_OURS:
        raise
    except TrackerError as error:
        record_refusal(visit.request, error)
        return Given(item, None, error)
    return Given(item, recorded.position)


def last_position(given: Sequence[Given]) -> int | None:
    """The log's after all that was recorded; None: nothing was."""
    positions = [one.position for one in given if one.position is not None]
    return max(positions, default=None)
