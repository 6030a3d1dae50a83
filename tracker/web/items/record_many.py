"""``/record/many``: one form that records the same of many items, each by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.api.commands.deeds import ON_ITEM
from tracker.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    StaleVersionError,
    TrackerError,
)
from tracker.reading.cut import Cut, cut_at
from tracker.web.frame.forms import Form
from tracker.web.frame.giving import Target
from tracker.web.frame.said import wait_next
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import as_count
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.frame.words import Words
from tracker.web.items.asking import (
    Asking,
    asking,
    back_of,
    events_told,
    form_again,
    is_for_a_look,
)
from tracker.web.items.chosen import Chosen, Listing, listing
from tracker.web.items.filling import filled, read_again
from tracker.web.items.many import Given, Named, give_many, items_named, last_position
from tracker.web.items.reading_words import ReadBack
from tracker.web.items.wording import WORDINGS

router = APIRouter(include_in_schema=False)

ACTION: Final = "/record/many"
ITEM: Final = "item"
LISTED: Final = "listed"
"""The hidden field beside each item: its version, then its name, ticked or not."""


class ManyQuery(PageQuery):
    """The command, the items, and where the form leads back to."""

    name: str = Field(max_length=40)
    item: list[str] = Field(default_factory=list, max_length=5_000)
    back: str | None = Field(None, max_length=2_000)


class Refused(NamedTuple):
    """An item of which nothing was recorded, and why."""

    item: Named
    why: str


@dataclass(frozen=True, kw_only=True)
class ManyPage:
    """A form about many items; after some were refused, what came of the attempt as well."""

    asking: Asking
    lines: Sequence[Chosen]
    names: Mapping[str, str]
    recorded: Sequence[Chosen] = ()
    refused: Sequence[Refused] = field(default_factory=list)


@router.get(ACTION)
def show_form(visit: Visiting, query: Annotated[ManyQuery, Query()]) -> Response:
    """The form with the items; those that cannot be recorded of are said to be so."""
    refuse_unless_for_many(visit, query.name)
    items = items_named(query.item)
    if not items:
        raise InvalidInputError("none_chosen", field=ITEM)
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        lines = listing(connection, visit, query.name, items, cut)
        back = back_of(query.back, "/")
        form = Form.new(visit)
        page = _page(connection, visit, query.name, lines, form, cut, back)
    return visit.page("items/record_many.html", page=page)


@router.post(ACTION)
def record(sent: Submitted) -> Response:
    """Records it of each item that is ticked; those refused are shown with the form again."""
    visit, name = sent.visit, sent.text("name")
    refuse_unless_for_many(visit, name)
    items = items_named(sent.many(ITEM))
    if is_for_a_look(sent):
        return _again(sent, name, None)
    try:
        if not items:
            raise InvalidInputError("none_chosen", field=ITEM)
        versions = _versions(sent)
        with visit.asking() as connection:
            cut = cut_at(connection, visit.today, None, visit.now)
            unit = listing(connection, visit, name, items[:1], cut).unit
            fields = filled(connection, sent, name, unit, cut)
        targets = [Target(item.kind, item.ref, versions.get(item, 0)) for item in items]
        given = give_many(visit, name, targets, fields, sent.key)
    except TrackerError as error:
        return _again(sent, name, error)
    position = last_position(given)
    if all(one.error is None for one in given):
        back = back_of(sent.one("back"), "/")
        return visit.leave(back, "many", position=position, n=len(given))
    answer = _partly(sent, name, given)
    if position is not None:
        wait_next(answer, position)
    return answer


def refuse_unless_for_many(visit: Visit, name: str) -> None:
    """Refuses what is not recorded of many at once, or not by this visitor anywhere.

    Raises:
        NotFoundError: there is no such command for many items.
        ForbiddenError: no grant of the visitor's allows it for any unit.
    """
    if name not in WORDINGS or not WORDINGS[name].is_many:
        raise NotFoundError("unknown_deed", field="name", value=name)
    act = ON_ITEM[name].act
    if not visit.may(act):
        raise ForbiddenError("act_not_granted", act=act)


def _versions(sent: Submission) -> dict[Named, int]:
    """The versions that the person saw, as the form brings them back."""
    versions: dict[Named, int] = {}
    for one in sent.many(LISTED):
        version, _, told = one.partition(" ")
        (item,) = items_named([told])
        versions[item] = as_count(version)
    return versions


def _again(sent: Submission, name: str, error: TrackerError | None) -> Response:
    """The whole form as it was sent; what was ticked stays so, in the versions that were seen."""
    visit = sent.visit
    form = form_again(sent, error)
    versions = _versions(sent)
    ticked = items_named(sent.many(ITEM))
    items = items_named([str(item) for item in (*versions, *ticked)])
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        listed = listing(connection, visit, name, items, cut, ticked=ticked)
        lines = [
            line._replace(version=versions.get(line.item, line.version)) for line in listed.lines
        ]
        read = read_again(connection, sent, name, listed.unit)
        if error is None and read is not None and read.due_on is not None:
            form = replace(form, values={**form.values, "due_on": [read.due_on.isoformat()]})
        back = back_of(sent.one("back"), "/")
        page = _page(connection, visit, name, listed._replace(lines=lines), form, cut, back, read)
    return visit.page("items/record_many.html", form.status, page=page)


def _partly(sent: Submission, name: str, given: Sequence[Given]) -> Response:
    """What was recorded and what was not; the form again for those that were not."""
    visit = sent.visit
    refused = [
        Refused(one.item, _why(one.error, visit.words)) for one in given if one.error is not None
    ]
    done = [one.item for one in given if one.error is None]
    form = form_again(sent, None)
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        left = listing(connection, visit, name, [one.item for one in refused], cut)
        recorded = listing(connection, visit, name, done, cut)
        read = read_again(connection, sent, name, left.unit)
        back = back_of(sent.one("back"), "/")
        page = _page(connection, visit, name, left, form, cut, back, read)
    page = replace(page, refused=refused, recorded=recorded.lines)
    return visit.page("items/record_many.html", page=page)


def _why(error: TrackerError, words: Words) -> str:
    """Why an item was refused; of one that somebody was quicker with, what he recorded."""
    changed = error.details.get("changed")
    if not isinstance(error, StaleVersionError) or not isinstance(changed, list):
        return words.why(error)
    return words.say("record.changed_since", what="; ".join(events_told(changed, words)))


def _page(  # noqa: PLR0913, PLR0917 - what the page is made of
    connection: Connection[Any],
    visit: Visit,
    name: str,
    listed: Listing,
    form: Form,
    cut: Cut,
    back: str,
    read: ReadBack | None = None,
) -> ManyPage:
    shown = asking(connection, visit, name, form, cut, back=back, unit=listed.unit, read=read)
    return ManyPage(asking=shown, lines=listed.lines, names=listed.names)
