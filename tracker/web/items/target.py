"""``/record/target/{ref}``: assesses a target as of a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Final
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.acting import refuse_unless_may_act
from tracker.access.rows import item_seen
from tracker.api.commands.deeds import ASSESS_TARGET
from tracker.api.commands.targets import Assessing
from tracker.api.questions.timeline import Named
from tracker.errors import TrackerError
from tracker.fold.words import Kind, TargetState
from tracker.reading.cut import cut_at
from tracker.reading.item import OneItem
from tracker.reading.names import unit_names
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form, Wrong
from tracker.web.frame.giving import asked, give
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.items.asking import back_of, events_told, form_again, is_for_a_look

router = APIRouter(include_in_schema=False)

_STATES: Final = tuple(state for state in TargetState if state is not TargetState.NOT_ASSESSED)


class AssessQuery(PageQuery):
    """Where the form leads back to."""

    back: str | None = Field(None, max_length=2_000)


@dataclass(frozen=True, kw_only=True)
class AssessPage:
    """The form that assesses a target."""

    form: Form
    item: OneItem
    unit: str
    names: dict[str, str]
    labels: dict[str, str]
    states: list[tuple[str, str]]
    back: str
    action: str
    item_address: str
    today: date
    told: list[str]

    @property
    def yesterday(self) -> date:
        """The day before today."""
        return self.today - timedelta(days=1)


@router.get("/record/target/{ref:path}")
def show_form(visit: Visiting, ref: Named, query: Annotated[AssessQuery, Query()]) -> Response:
    """The form, for who may assess the target."""
    target = visit.found.tracker.target(normalize("NFC", ref))
    with visit.asking() as connection:
        item = _seen(connection, visit, ref)
        cut = cut_at(connection, visit.today, None, visit.now)
        act = ASSESS_TARGET.act
        refuse_unless_may_act(connection, visit.caller, act, target, target.version, cut)
        form = Form.new(visit, version=target.version)
        page = _page(connection, visit, item, form, query.back)
    return visit.page("items/assess.html", page=page)


@router.post("/record/target/{ref:path}")
def assess(sent: Submitted, ref: Named) -> Response:
    """Records the assessment."""
    visit = sent.visit
    with visit.asking() as connection:
        item = _seen(connection, visit, ref)
    if is_for_a_look(sent):
        return _again(sent, item, None)
    try:
        fields = sent.given(ASSESS_TARGET.body)
        path = f"/items/target/{part(item.ref)}/assess"
        request = asked(visit, path, fields, version=sent.version, key=sent.key)
        giving = Assessing(asked=request, deed=ASSESS_TARGET, kind=Kind.TARGET, ref=item.ref)
        recorded = give(giving)
    except TrackerError as error:
        return _again(sent, item, error)
    back = back_of(sent.one("back"), _address(item))
    return visit.leave(back, "assess", position=recorded.position, ref=item.ref)


def _seen(connection: Connection[Any], visit: Visit, ref: str) -> OneItem:
    cut = cut_at(connection, visit.today, None, visit.now)
    return item_seen(connection, visit.caller, Kind.TARGET, ref, cut)


def _again(sent: Submission, item: OneItem, error: TrackerError | None) -> Response:
    form = form_again(sent, error)
    with sent.visit.asking() as connection:
        page = _page(connection, sent.visit, item, form, sent.one("back"))
    return sent.visit.page("items/assess.html", form.status, page=page)


def _page(
    connection: Connection[Any], visit: Visit, item: OneItem, form: Form, back: str | None
) -> AssessPage:
    words = visit.words
    labels = {
        "effective_on": words.say("record.on_assessed"),
        **{name: words.say(f"record.{name}") for name in _LABELLED},
        "file": words.say("record.files"),
    }
    wrong = tuple(one if one.field in labels else Wrong(None, one.why) for one in form.wrong)
    cut = cut_at(connection, visit.today, None, visit.now)
    unit = item.first_unit if item.standing is None else item.standing.unit
    return AssessPage(
        form=replace(form, wrong=wrong),
        item=item,
        unit=unit,
        names=unit_names(connection, [unit], cut),
        labels=labels,
        states=[(state.value, words.say(f"class.{state}")) for state in _STATES],
        back=back_of(back, _address(item)),
        action=f"/record/target/{part(item.ref)}",
        item_address=_address(item),
        today=visit.today,
        told=events_told(form.changed, words),
    )


_LABELLED: Final = ("state", "numerator", "denominator", "evidence", "note")


def _address(item: OneItem) -> str:
    return f"/items/{item.kind}/{part(item.ref)}"
