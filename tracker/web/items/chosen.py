"""The items of a form for many: what each is now, and whether it could be recorded of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.access.acting import unit_today
from tracker.access.judging import may
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.api.commands.deeds import ON_ITEM
from tracker.fold.acceptance import is_accepted_today
from tracker.fold.state import state_at
from tracker.fold.words import ItemClass, TargetState
from tracker.reading.cut import Cut
from tracker.reading.item import standing_on
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.frame.addresses import part
from tracker.web.frame.visit import Visit
from tracker.web.items.many import Named
from tracker.web.items.wording import WORDINGS, word_of


class Chosen(NamedTuple):
    """One item as the form lists it; of one that the visitor may not see, only its name."""

    item: Named
    version: int = 0
    title: str = ""
    unit: str = ""
    status: ItemClass | TargetState | None = None
    due_on: date | None = None
    obstacle: str | None = None
    """The message that says why nothing can be recorded; None: it can."""
    is_ticked: bool = True

    @property
    def address(self) -> str:
        """The item's page."""
        return f"/items/{self.item.kind}/{part(self.item.ref)}"


class Listing(NamedTuple):
    """The items of a form."""

    lines: list[Chosen]
    names: Mapping[str, str]
    """Of the units that lead them."""

    @property
    def unit(self) -> str | None:
        """The unit whose calendar counts a deadline in words: that of the first item."""
        return next((line.unit for line in self.lines if line.unit), None)


def listing(  # noqa: PLR0913 - who chose which for what, as seen when
    connection: Connection[Any],
    visit: Visit,
    name: str,
    items: Sequence[Named],
    cut: Cut,
    *,
    ticked: Iterable[Named] | None = None,
) -> Listing:
    """The items as they are now, in the order in which they were chosen.

    Args:
        connection: to the read model.
        visit: who chose them.
        name: the command that is to be given.
        items: which.
        cut: today, as known now.
        ticked: those still chosen; None: all that can be recorded of.
    """
    found = visit.found.tracker.items([stream_id(*item) for item in items])
    by_name = {Named(one.KIND, one.happenings[0].ref): one for one in found}
    rights = _Rights(connection, visit, cut, {})
    still = None if ticked is None else set(ticked)
    lines = []
    for item in items:
        line = _line(item, by_name.get(item), name, rights)
        is_ticked = line.obstacle is None if still is None else item in still
        lines.append(line._replace(is_ticked=is_ticked))
    return Listing(lines, unit_names(connection, [line.unit for line in lines if line.unit], cut))


class _Rights(NamedTuple):
    """Asks for the right to a unit's items once."""

    connection: Connection[Any]
    visit: Visit
    cut: Cut
    known: dict[tuple[Act, str], bool]

    def allow(self, act: Act, unit: str) -> bool:
        if (act, unit) not in self.known:
            allowed = may(self.connection, self.visit.caller, act, unit, self.cut)
            self.known[act, unit] = allowed
        return self.known[act, unit]


def _line(named: Named, item: Item | None, name: str, rights: _Rights) -> Chosen:
    if item is None:
        return Chosen(named, obstacle="record.not_found")
    today = rights.cut.as_of
    unit = unit_today(item, item.version, today)
    if not rights.allow(Act.READ, unit):
        return Chosen(named, obstacle="record.no_right")
    standing = standing_on(list(item.happenings), today)
    return Chosen(
        named,
        item.version,
        vars(item.happenings[0])["title"],
        unit,
        None if standing is None else standing.status,
        None if standing is None else standing.due_on,
        _obstacle(item, unit, name, rights),
    )


def _obstacle(item: Item, unit: str, name: str, rights: _Rights) -> str | None:
    deed = ON_ITEM[name]
    if item.KIND not in deed.kinds or not rights.allow(deed.act, unit):
        return "record.no_right"
    today = rights.cut.as_of
    state = state_at(item.history, today)
    makes_sense = state is not None and state.phase in WORDINGS[name].phases
    if not makes_sense or not is_accepted_today(item.history, word_of(name), today):
        return "record.no_state"
    return None
