"""``/views``: the lists that a person saved under names of his own."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from tracker.days import parse_moment
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError, TrackerError
from tracker.views.keeping import View, remove_view, rename_view, save_view, views_of
from tracker.web.frame.addresses import CUT, address
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.lists.asking import PATH, ListQuery

router = APIRouter(include_in_schema=False)

VIEWS: Final = "/views"
_SEVERAL: Final = "class"
Numbered = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, kw_only=True)
class ViewsPage:
    """The reader's saved lists."""

    views: list[tuple[View, str]]
    """Each with the address of its list."""
    form: Form
    about: int | None
    """The list that was to be renamed; None where a new one was to be saved."""


@router.get(VIEWS)
def show_views(visit: Visiting) -> Response:
    """All of them, to be opened, renamed and removed."""
    return _page(visit, Form.new(visit))


@router.post(VIEWS)
def save(sent: Submitted) -> Response:
    """Saves the list that was on the screen, and leads back to it."""
    visit = sent.visit
    try:
        query = _kept(sent)
        with visit.asking() as connection:
            account = visit.caller.account
            view = save_view(connection, account, sent.text("name"), query, visit.now)
    except TrackerError as error:
        return _page(visit, Form.again(sent, error))
    return visit.leave(address_of(view), "view_saved", view=view.name)


@router.post(VIEWS + "/{number}/rename")
def rename(sent: Submitted, number: Numbered) -> Response:
    """Gives one of them another name."""
    visit = sent.visit
    try:
        with visit.asking() as connection:
            rename_view(connection, visit.caller.account, number, sent.text("name"))
    except TrackerError as error:
        return _page(visit, Form.again(sent, error), number)
    return visit.leave(VIEWS, "view_renamed")


@router.post(VIEWS + "/{number}/remove")
def remove(sent: Submitted, number: Numbered) -> Response:
    """Forgets one of them; the items in it stay where they are."""
    visit = sent.visit
    with visit.asking() as connection:
        removed = remove_view(connection, visit.caller.account, number)
    return visit.leave(VIEWS, "view_removed", view=removed.name)


def address_of(view: View) -> str:
    """Where the list is."""
    return f"{PATH}?{view.query}" if view.query else PATH


def _kept(sent: Submission) -> str:
    """The query of the list that was on the screen; with its C and K where that was wished."""
    told = parse_qs(sent.text("query"))
    given = {name: told[name] if name == _SEVERAL else told[name][0] for name in told}
    if sent.one("keep_times") == "yes":
        given |= {name: sent.text(name) for name in CUT}
    try:
        query = ListQuery.model_validate(given)
    except ValidationError as error:
        raise InvalidInputError(
            "malformed", field="query", value=shown(sent.text("query"))
        ) from error
    query.filters()
    cut = {name: getattr(query, name) for name in CUT}
    if query.as_of is not None:
        day_typed(query.as_of, "as_of")
    if query.known_at is not None:
        parse_moment(query.known_at, "known_at")
    return address(PATH, **query.told(), **cut).partition("?")[2]


def _page(visit: Visit, form: Form, about: int | None = None) -> Response:
    with visit.asking() as connection:
        saved = views_of(connection, visit.caller.account)
    page = ViewsPage(views=[(view, address_of(view)) for view in saved], form=form, about=about)
    return visit.page("lists/views.html", form.status, page=page)
