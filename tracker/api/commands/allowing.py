"""Which commands on an item a caller may give, by the rules by which each is judged when given."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from tracker.access.acting import (
    deadline_recorded,
    has_just_recorded,
    has_recorded,
    refuse_unless_may_act,
)
from tracker.aggregates.item import Item
from tracker.api.commands.deeds import ON_ITEM, Deed
from tracker.commands.items import VoidEvent
from tracker.errors import ForbiddenError
from tracker.reading.cut import Cut
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def own_act(
    caller: Caller, item: Item, deed: Deed, version: int, event_no: int | None
) -> Act | None:
    """What is enough, where the caller puts right what he recorded himself.

    A deadline only on the day on which he recorded it: later it would be moving, not
    correcting.

    Args:
        caller: who asks.
        item: what it is about.
        deed: what is to be done.
        version: how much of the item the caller saw.
        event_no: the event to be voided, where that is to be done.
    """
    if deed.own is None:
        return None
    if deed.command is VoidEvent:
        is_own = has_recorded(caller, item, event_no)
    else:
        seen = item.history[:version]
        is_own = has_just_recorded(caller, item, deadline_recorded(seen))
    return deed.own if is_own else None


def deeds_allowed(
    connection: Connection[Any], caller: Caller, item: Item, version: int, cut: Cut
) -> frozenset[str]:
    """The commands of ``ON_ITEM`` for this kind of item that the caller has the right to give.

    Whether the item's state accepts one is another question (tracker.fold.acceptance); and
    some name further units, for which the right is needed as well.

    Args:
        connection: to the read model.
        caller: who asks.
        item: what they are about.
        version: how much of the item the caller saw.
        cut: today, as known now.
    """
    may = _asking(connection, caller, item, version, cut)
    events = [event.originator_version for event in item.happenings[:version]]

    def is_allowed(deed: Deed) -> bool:
        named = events if deed.command is VoidEvent else [None]
        owns = {own_act(caller, item, deed, version, event_no) for event_no in named}
        return any(may(deed.act, own) for own in owns)

    return frozenset(
        name for name, deed in ON_ITEM.items() if item.KIND in deed.kinds and is_allowed(deed)
    )


def voids_allowed(
    connection: Connection[Any], caller: Caller, item: Item, version: int, cut: Cut
) -> frozenset[int]:
    """The numbers of the events that the caller has the right to void; arguments as above."""
    may = _asking(connection, caller, item, version, cut)
    deed = ON_ITEM["void"]
    return frozenset(
        no
        for no in range(1, version + 1)
        if may(deed.act, own_act(caller, item, deed, version, no))
    )


def _asking(
    connection: Connection[Any], caller: Caller, item: Item, version: int, cut: Cut
) -> Callable[[Act, Act | None], bool]:
    """Asks for each right once."""
    known: dict[tuple[Act, Act | None], bool] = {}

    def may(act: Act, own: Act | None) -> bool:
        if (act, own) not in known:
            try:
                refuse_unless_may_act(connection, caller, act, item, version, cut, own)
            except ForbiddenError:
                known[act, own] = False
            else:
                known[act, own] = True
        return known[act, own]

    return may
