"""``GET /items/{kind}/{ref}``: one item, what is known of it, and how that came about."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection

from tracker.access.rows import moments_seen
from tracker.alerts.telling.searching import ToldOf
from tracker.api.evidence.taking import Hash, take_evidence
from tracker.api.questions.item import ItemQuery
from tracker.api.questions.timeline import Named
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.fold.segments import Segment
from tracker.fold.words import ItemClass, Kind
from tracker.present.columns import Value
from tracker.present.lists import TIMELINE
from tracker.reading.cut import Filters
from tracker.reading.timeline import timeline
from tracker.rights.words import Act
from tracker.web.frame.addresses import part
from tracker.web.frame.timebar import TimeQuery, Times
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.items.about import about
from tracker.web.items.explaining import Explained, explained
from tracker.web.items.looking import Looked, Money, look_at, money_of
from tracker.web.items.offering import NOTHING, Offered, offered, offered_of_target
from tracker.web.items.related import Group, Relations, related_to
from tracker.web.items.telling import Fact, File, Told, files_of, told, waiting

router = APIRouter(include_in_schema=False)

_WRITING = (Act.LOG, Act.REGISTER, Act.DECIDE, Act.URGE)


class TimelineQuery(TimeQuery):
    """As which sort of file."""

    form: Form = Form.XLSX


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """What the page of an item shows."""

    kind: Kind
    ref: str
    title: str
    version: int
    standing: Segment | None
    has_begun: bool
    """For the open classes: work has begun."""
    days_late: int | None
    """Days past the deadline at C, of what is open; below 0: days that are left."""
    first_unit: str
    names: dict[str, str]
    coordinators: list[str]
    about: list[Fact]
    deadline: Explained | None
    money: Money | None
    files: list[File]
    related: list[Group]
    moments: list[Told]
    hidden: int
    shown: frozenset[int]
    """The numbers of the events that the page shows."""
    offered: Offered
    address: str
    """Of this page, with its C and K."""
    exports: list[tuple[str, str]]
    """The history as a file: what it is called, and where it is."""
    waiting: list[str]
    """What was asked of who assigned the item and not answered at C."""
    told_of: list[ToldOf]
    """On which occasions people were told of it."""


@router.get("/items/{kind}/{ref:path}/evidence/{sha256}")
async def take_file(
    visit: Visiting,
    kind: Kind,
    ref: Named,
    sha256: Hash,
    query: Annotated[ItemQuery, Query()],
) -> Response:
    """A file that an event of the item names, to whoever may see the item as it was on C."""
    return await take_evidence(kind, ref, sha256, query, visit.caller, visit.found)


@router.get("/items/{kind}/{ref:path}/timeline")
def export_timeline(
    visit: Visiting, kind: Kind, ref: Named, query: Annotated[TimelineQuery, Query()]
) -> Response:
    """Every event that the reader may see, as a file for spreadsheets."""
    with visit.asking() as connection:
        cut = query.times(connection, visit).cut
        whole = timeline(connection, kind, normalize("NFC", ref), cut.position, cut.known_at)
        seen, hidden = moments_seen(connection, visit.caller, whole, cut)
    dated: dict[str, Value] = {"ref": seen.ref, "known_at": seen.known_at}
    if hidden:
        dated["hidden"] = hidden
    about_file = file_word(seen.ref)
    filters = Filters(kind=kind)
    sheet = Sheet("timeline", TIMELINE, seen.moments, dated, filters, about=about_file)
    return as_file(visit.request, query.form, sheet, visit.words.language)


@router.get("/items/{kind}/{ref:path}")
def show_item(
    visit: Visiting, kind: Kind, ref: Named, query: Annotated[TimeQuery, Query()]
) -> Response:
    """The item at C as known at K; today, as known now, it can be acted on from here."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        looked = look_at(connection, visit.caller, kind, ref, times.cut)
        relations = related_to(connection, visit.caller, looked, times.cut)
        offers = NOTHING if times.is_past else _offered(connection, visit, looked, times)
    page = _page(visit, looked, times, offers, relations)
    return visit.page("items/item.html", times=times, page=page)


def _offered(connection: Connection, visit: Visit, looked: Looked, times: Times) -> Offered:
    item = looked.item
    caller = visit.caller
    is_reader = not any(caller.may_somewhere(act) for act in _WRITING)
    if is_reader:
        return NOTHING
    if item.kind is Kind.TARGET:
        return offered_of_target(connection, caller, item, times.cut)
    known = visit.found.tracker.item(item.kind, item.ref)
    back = visit.href(f"/items/{item.kind}/{part(item.ref)}")
    return offered(connection, caller, known, item.version, times.cut, back)


def _page(
    visit: Visit, looked: Looked, times: Times, offers: Offered, relations: Relations
) -> ItemPage:
    item, words, href = looked.item, visit.words, visit.href
    base = f"/items/{item.kind}/{part(item.ref)}"
    exports = [
        (form.value.upper(), href(f"{base}/timeline", form=form.value))
        for form in (Form.XLSX, Form.CSV)
    ]
    return ItemPage(
        kind=item.kind,
        ref=item.ref,
        title=item.title,
        version=item.version,
        standing=item.standing,
        has_begun=item.begun,
        days_late=_days_late(item.standing, times.as_of),
        first_unit=item.first_unit,
        names=dict(looked.names),
        coordinators=looked.said.get("coordinators") or [],
        about=about(looked, words, href, has_parent=relations.has_parent),
        deadline=None if looked.story is None else explained(looked.story, words),
        money=money_of(looked.events, times.cut),
        files=files_of(looked, href),
        related=relations.groups,
        moments=told(looked, times.as_of, words, href),
        hidden=looked.hidden,
        shown=frozenset(moment.no for moment in looked.moments),
        offered=offers,
        address=href(base),
        exports=exports,
        waiting=waiting(looked, times.as_of, words),
        told_of=looked.told_of,
    )


def _days_late(standing: Segment | None, as_of: date) -> int | None:
    if standing is None or standing.due_on is None:
        return None
    is_open = standing.status in {ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE}
    return (as_of - standing.due_on).days if is_open else None
