"""``/register/{kind}``: new work from a document in one form, for one unit or for many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.access.rows import item_seen
from tracker.api.guard.recording import record_refusal
from tracker.api.problems import status_of
from tracker.commands.checking import in_nfc
from tracker.errors import TrackerError
from tracker.fold.words import Kind
from tracker.reading.cut import cut_at
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.clerk.asking import Made, asking, made_of
from tracker.web.clerk.drafts import checked, drafted
from tracker.web.clerk.giving import Given, give_all, wrongs_of
from tracker.web.clerk.layouts import LAYOUTS, UNITS, Layout
from tracker.web.clerk.typed import ROW, Typed, rows_of
from tracker.web.frame.addresses import address, part
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import KEY, Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

STEP: Final = "step"
"""The button that was used; none: everything is to be recorded."""
_ADD: Final = "add"
_DROP: Final = "drop-"
_ROWS_AT_FIRST: Final = 1
_REUSED: Final = "idempotency_key_reused"
_SHOWN: Final = 100


class MadeQuery(PageQuery):
    """The items that were registered a moment ago."""

    item: list[Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]] = Field(
        min_length=1, max_length=_SHOWN
    )
    number: int = Field(ge=1)


@router.get("/register/{kind}/read")
def read_form(visit: Visiting, kind: Kind) -> Response:
    """What the form means so far, for a script to show beside it; nothing is recorded."""
    refuse_unless_somewhere(visit.caller, Act.REGISTER)
    typed = Typed.of_pairs(visit.request.query_params.multi_items())
    # Nobody sends a form here, so no key of one counts.
    told = {name: values for name, values in typed.fields.items() if name != KEY}
    form = replace(Form.new(visit), values=told)
    with visit.asking() as connection:
        page = asking(connection, visit, LAYOUTS[kind], form)
    return visit.page("clerk/read.html", page=page)


@router.get("/register/{kind}/made")
def show_made(visit: Visiting, kind: Kind, query: Annotated[MadeQuery, Query()]) -> Response:
    """What was made from one form, each with its unit and deadline."""
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        items = [item_seen(connection, visit.caller, kind, in_nfc(ref), cut) for ref in query.item]
        names = unit_names(connection, {item.first_unit for item in items}, cut)
    made = [(item, f"/items/{kind}/{part(item.ref)}") for item in items]
    return visit.page("clerk/made.html", kind=kind, made=made, names=names, number=query.number)


@router.get("/register/{kind}")
def show_form(visit: Visiting, kind: Kind) -> Response:
    """An empty form."""
    refuse_unless_somewhere(visit.caller, Act.REGISTER)
    layout = LAYOUTS[kind]
    first: dict[str, Any] = {"effective_on": visit.today, "urgency": "normal"}
    if not layout.is_by_unit:
        first[ROW] = [str(number) for number in range(_ROWS_AT_FIRST)]
    if layout.is_confirmed and layout.may_be_confirmed:
        first["needs_confirmation"] = "yes"
    return _shown(visit, layout, Form.new(visit, **first))


@router.post("/record/new/{kind}")
def record_new(sent: Submitted, kind: Kind) -> Response:
    """Reads the form again, or records all that it means."""
    visit, layout = sent.visit, LAYOUTS[kind]
    refuse_unless_somewhere(visit.caller, Act.REGISTER)
    if step := sent.one(STEP):
        return _shown(visit, layout, _stepped(sent, step))
    try:
        commands = _commands(sent, layout)
    except TrackerError as error:
        return _shown(visit, layout, Form.again(sent, error))
    given = give_all(sent, commands)
    refused = [one for one in given if one.error is not None]
    if refused:
        return _partly(sent, layout, given, refused)
    return _left(visit, kind, given)


def _commands(sent: Submission, layout: Layout) -> list[Given]:
    """What is to be recorded.

    Raises:
        TrackerError: what has to be put right first; nothing is recorded.
    """
    visit = sent.visit
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        drafts = drafted(connection, visit, layout, Typed(sent.fields), cut)
    return [Given(line, fields) for line, fields in checked(drafts, sent)]


def _stepped(sent: Submission, step: str) -> Form:
    """The form after one of the buttons that only help to fill it."""
    fields = dict(sent.fields)
    rows = rows_of(Typed(fields))
    if step == _ADD:
        rows.append(str(max(map(int, rows), default=-1) + 1))
    elif step.startswith(_DROP):
        rows = [row for row in rows if row != step.removeprefix(_DROP)]
    return _kept(sent, {**fields, ROW: rows})


def _kept(sent: Submission, fields: Mapping[str, Sequence[str]]) -> Form:
    """The form with all that was typed and all files that came."""
    form = replace(Form.new(sent.visit), values=fields)
    if sent.trouble is not None:
        form = replace(form, wrong=Form.again(sent, sent.trouble).wrong)
    return replace(form, key=sent.key or form.key, kept=sent.kept)


def _partly(
    sent: Submission, layout: Layout, given: Sequence[Given], refused: Sequence[Given]
) -> Response:
    """The form with the lines that were refused; its key stays, so that nothing is made twice."""
    errors = [one.error for one in refused if one.error is not None]
    for error in errors:
        record_refusal(sent.visit.request, error)
    fields = _without_made(sent, layout, refused)
    form = replace(_kept(sent, fields), wrong=wrongs_of(sent, refused), status=status_of(errors[0]))
    if any(error.code == _REUSED for error in errors):
        # It was sent before and typed over since, as from the browser's history: a new form.
        form = replace(form, key=Form.new(sent.visit).key)
    made = [one.ref for one in given if one.error is None]
    return _shown(sent.visit, layout, form, made_of(layout.kind, made))


def _without_made(
    sent: Submission, layout: Layout, refused: Sequence[Given]
) -> dict[str, list[str]]:
    """What was typed, but for the lines of which everything was recorded."""
    left = {one.line.key for one in refused}
    names = UNITS if layout.is_by_unit else ROW
    fields = {**sent.fields, names: [key for key in sent.many(names) if key in left]}
    for one in refused:
        own = one.line.typed.one("ref")
        if own is None and one.line.key in left and "/" not in one.ref:
            fields[one.line.field("ref")] = [one.ref]
        if dispatch := one.fields.get("dispatch"):
            fields["dispatch"] = [dispatch]
    return fields


def _left(visit: Visit, kind: Kind, given: Sequence[Given]) -> Response:
    """To what was made."""
    position = max(one.position or 0 for one in given)
    refs = [one.ref for one in given]
    if len(refs) == 1:
        return visit.leave(
            f"/items/{kind}/{part(refs[0])}", "registered", position=position, ref=refs[0]
        )
    path = address(f"/register/{kind}/made", item=refs[:_SHOWN], number=len(refs))
    return visit.leave(path, "registered_many", position=position, number=len(refs))


def _shown(visit: Visit, layout: Layout, form: Form, made: Sequence[Made] = ()) -> Response:
    with visit.asking() as connection:
        page = asking(connection, visit, layout, form, made=made)
    return visit.page("clerk/register.html", HTTPStatus(form.status), page=page)
