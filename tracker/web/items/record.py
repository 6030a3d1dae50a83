"""``/record/item/{deed}/{kind}/{ref}``: one form for everything that can be recorded of an item."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.acting import refuse_unless_may_act
from tracker.access.rows import item_seen
from tracker.aggregates.item import Item
from tracker.api.commands.allowing import deeds_allowed, voids_allowed
from tracker.api.commands.deeds import ON_ITEM
from tracker.api.questions.timeline import Named
from tracker.errors import InvalidInputError, NotFoundError, TrackerError
from tracker.fold.acceptance import is_accepted_today, voidable
from tracker.fold.words import Kind
from tracker.present.happening import event_name
from tracker.reading.cut import Cut, cut_at
from tracker.reading.item import OneItem
from tracker.reading.names import unit_names
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form
from tracker.web.frame.giving import Target, give_on_item
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.items.asking import (
    Asking,
    asking,
    back_of,
    events_told,
    form_again,
    is_for_a_look,
)
from tracker.web.items.filling import filled, read_again
from tracker.web.items.looking import money_of
from tracker.web.items.offering import record_address
from tracker.web.items.reading_words import ReadBack
from tracker.web.items.wording import WORDINGS, word_of

router = APIRouter(include_in_schema=False)


class RecordQuery(PageQuery):
    """Where the form leads back to, and the event to be voided."""

    back: str | None = Field(None, max_length=2_000)
    event_no: int | None = Field(None, ge=1)


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """A form about one item."""

    asking: Asking
    item: OneItem
    names: dict[str, str]
    action: str
    item_address: str
    told: list[str]
    """What was recorded since the person looked."""
    is_accepted: bool
    """Whether it would be accepted of today."""


@dataclass(frozen=True, kw_only=True)
class _About:
    """The item that a form is about, as it is now."""

    name: str
    item: Item
    seen: OneItem
    cut: Cut

    @property
    def unit(self) -> str:
        """Who leads it today."""
        return self.seen.first_unit if self.seen.standing is None else self.seen.standing.unit


@router.get("/record/item/{name}/{kind}/{ref:path}")
def show_form(
    visit: Visiting, name: str, kind: Kind, ref: Named, query: Annotated[RecordQuery, Query()]
) -> Response:
    """The form, for who may send it."""
    with visit.asking() as connection:
        about = _about(connection, visit, name, kind, ref)
        _refuse_unless_allowed(connection, visit, about)
        form = Form.new(visit, version=about.item.version, event_no=query.event_no)
        back = back_of(query.back, _address(about.seen))
        page = _page(connection, visit, about, form, back, None)
    return visit.page("items/record.html", page=page)


@router.post("/record/item/{name}/{kind}/{ref:path}")
def record(sent: Submitted, name: str, kind: Kind, ref: Named) -> Response:
    """Records it and leads back to where the person came from."""
    visit = sent.visit
    with visit.asking() as connection:
        about = _about(connection, visit, name, kind, ref)
    back = back_of(sent.one("back"), _address(about.seen))
    if is_for_a_look(sent):
        return _again(sent, about, back, None)
    try:
        with visit.asking() as connection:
            fields = filled(connection, sent, name, about.unit, about.cut)
        target = Target(kind, about.seen.ref, sent.version)
        recorded = give_on_item(visit, name, target, fields, sent.key)
    except TrackerError as error:
        return _again(sent, about, back, error)
    return visit.leave(back, name, position=recorded.position, ref=about.seen.ref)


def _about(connection: Connection[Any], visit: Visit, name: str, kind: Kind, ref: str) -> _About:
    """The item as the visitor may see it today.

    Raises:
        NotFoundError: there is no such item or command.
        InvalidInputError: the command is not for this kind.
        ForbiddenError: the item is not with a unit of the visitor's.
    """
    if name not in WORDINGS:
        raise NotFoundError("unknown_deed", field="name", value=name)
    if kind not in ON_ITEM[name].kinds:
        raise InvalidInputError("not_for_kind", field="kind", value=name, kind=kind)
    cut = cut_at(connection, visit.today, None, visit.now)
    seen = item_seen(connection, visit.caller, kind, ref, cut)
    item = visit.found.tracker.item(kind, normalize("NFC", ref))
    return _About(name=name, item=item, seen=seen, cut=cut)


def _refuse_unless_allowed(connection: Connection[Any], visit: Visit, about: _About) -> None:
    """Refuses the form to whoever could not send it, for the reason it would be refused then."""
    item, caller, cut = about.item, visit.caller, about.cut
    if about.name not in deeds_allowed(connection, caller, item, item.version, cut):
        act = ON_ITEM[about.name].act
        refuse_unless_may_act(connection, caller, act, item, item.version, cut)


def _again(sent: Submission, about: _About, back: str, error: TrackerError | None) -> Response:
    visit = sent.visit
    form = form_again(sent, error)
    with visit.asking() as connection:
        read = read_again(connection, sent, about.name, about.unit)
        if error is None and read is not None and read.due_on is not None:
            form = replace(form, values={**form.values, "due_on": [read.due_on.isoformat()]})
        page = _page(connection, visit, about, form, back, read)
    return visit.page("items/record.html", form.status, page=page)


def _page(  # noqa: PLR0913, PLR0917 - what the page is made of
    connection: Connection[Any],
    visit: Visit,
    about: _About,
    form: Form,
    back: str,
    read: ReadBack | None,
) -> RecordPage:
    item, cut, words = about.item, about.cut, visit.words
    shown = asking(connection, visit, about.name, form, cut, back=back, unit=about.unit, read=read)
    if "event" in shown.wording.parts:
        shown = replace(shown, events=list(_voidable(connection, visit, about)))
    if "payment" in shown.wording.parts:
        money = money_of(item.happenings, cut)
        shown = replace(shown, remaining=None if money is None else money.remaining)
    return RecordPage(
        asking=shown,
        item=about.seen,
        names=unit_names(connection, [about.unit], cut),
        action=record_address(about.name, item.KIND, about.seen.ref),
        item_address=_address(about.seen),
        told=events_told(form.changed, words),
        is_accepted=is_accepted_today(item.history, word_of(about.name), visit.today),
    )


def _voidable(
    connection: Connection[Any], visit: Visit, about: _About
) -> Iterator[tuple[int, str]]:
    """The events that the visitor may void now, the youngest first."""
    item, words = about.item, visit.words
    mine = voids_allowed(connection, visit.caller, item, item.version, about.cut)
    for no in reversed(voidable(item.history, visit.today)):
        if no in mine:
            event = item.happenings[no - 1]
            name = event_name(event.TOPIC, words.language)
            day = words.day(event.effective_on)
            yield no, words.say("record.event_line", no=no, event=name, day=day, actor=event.actor)


def _address(item: OneItem) -> str:
    return f"/items/{item.kind}/{part(item.ref)}"
