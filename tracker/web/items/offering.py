"""What the page of an item offers to do: only what its reader may, and its state accepts, now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.access.judging import may
from tracker.aggregates.item import Item
from tracker.api.commands.allowing import deeds_allowed, voids_allowed
from tracker.api.commands.deeds import ASSESS_TARGET, ON_ITEM
from tracker.fold.acceptance import accepted_words, voidable
from tracker.fold.state import State, state_at
from tracker.fold.words import Kind
from tracker.reading.cut import Cut
from tracker.reading.item import OneItem
from tracker.reading.requests import RequestSort, unanswered
from tracker.rights.granting import Caller
from tracker.web.frame.addresses import address, part
from tracker.web.items.wording import WORDINGS, name_for, word_of


class Action(NamedTuple):
    """Something that can be recorded; its words are ``deed.<name>``."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What can be recorded of an item now."""

    actions: tuple[Action, ...] = ()
    """The likeliest first."""
    voids: dict[int, str] = field(default_factory=dict)
    """Where an event of that number can be taken back."""

    @property
    def main(self) -> Action | None:
        """What most come for."""
        return self.actions[0] if self.actions else None


NOTHING: Final = Offered()


def record_address(name: str, kind: Kind, ref: str, **parameters: object) -> str:
    """Where something is recorded of one item."""
    return address(f"/record/item/{name}/{kind}/{part(ref)}", **parameters)


def offered(  # noqa: PLR0913, PLR0917 - who, of which item, as seen when
    connection: Connection[Any], caller: Caller, item: Item, version: int, cut: Cut, back: str
) -> Offered:
    """What the caller may record of an item today.

    Args:
        connection: to the read model.
        caller: who asks.
        item: what it is about.
        version: how much of the item the page shows.
        cut: today, as known now.
        back: where its forms lead back to.
    """
    history = item.history[:version]
    allowed = deeds_allowed(connection, caller, item, version, cut)
    if not allowed:
        return NOTHING
    ref = item.happenings[0].ref
    names = _names(item, version, cut.as_of) & allowed
    actions = [
        Action(name, record_address(name, item.KIND, ref, back=back))
        for name in WORDINGS
        if name in names and name != "void"
    ]
    waiting = unanswered(item.happenings[:version], cut.as_of)
    if RequestSort.EXTENSION in waiting:
        actions.sort(key=lambda action: action.name != "extend-deadline")
    voids: frozenset[int] = frozenset()
    if "void" in allowed:
        mine = voids_allowed(connection, caller, item, version, cut)
        voids = mine.intersection(voidable(history, cut.as_of))
    return Offered(
        actions=tuple(actions),
        voids={
            no: record_address("void", item.KIND, ref, event_no=no, back=back)
            for no in sorted(voids)
        },
    )


def offered_of_target(
    connection: Connection[Any], caller: Caller, target: OneItem, cut: Cut
) -> Offered:
    """The same of a target, which is only ever assessed."""
    unit = target.first_unit if target.standing is None else target.standing.unit
    if not may(connection, caller, ASSESS_TARGET.act, unit, cut):
        return NOTHING
    return Offered(actions=(Action("assess", f"/record/target/{part(target.ref)}"),))


def _names(item: Item, version: int, today: date) -> frozenset[str]:
    """The commands that are accepted today and make sense."""
    history = item.history[:version]
    accepted = accepted_words(history, today)
    state = state_at(history, today)
    if state is None:
        return frozenset()
    waiting = unanswered(item.happenings[:version], today)
    return frozenset(
        name
        for name in _of_kind(item.KIND)
        if word_of(name) in accepted and _makes_sense(name, state, set(waiting))
    )


def _of_kind(kind: Kind) -> Iterator[str]:
    for name in WORDINGS:
        if kind in ON_ITEM[name].kinds and name_for(name, kind) == name:
            yield name


def _makes_sense(name: str, state: State, waiting: set[RequestSort]) -> bool:
    wording = WORDINGS[name]
    if state.phase not in wording.phases or (name == "start" and state.begun):
        return False
    if wording.answers is not None and wording.answers not in waiting:
        return False
    return wording.asks is None or wording.asks not in waiting
