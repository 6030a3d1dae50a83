"""``/record/unit/…``: founding, renaming, moving a unit; ending one after a look at its work."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.judging import refuse_unless_may, refuse_unless_somewhere
from tracker.api.commands.unit_ending import Reforming
from tracker.api.questions.timeline import Named
from tracker.errors import TrackerError
from tracker.reading.affected import Affected, affected
from tracker.reading.lineage import Lineage, lineage
from tracker.reading.names import unit_names
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.words import Act
from tracker.web.administration.beside import beside, carried, document_of, to_be_edited
from tracker.web.administration.reaching import today
from tracker.web.administration.unit_forms import (
    FORMS,
    FOUNDING_FIELDS,
    GOES,
    LEVELS,
    UnitForm,
    form_of,
    founding,
    giving,
)
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form
from tracker.web.frame.giving import Recorded, give
from tracker.web.frame.submission import Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_MOST_NAMED: Final = 400
"""Units that a field proposes; where there are more, people among them are left out."""
_MOST_EXCEPTIONS: Final = 200
"""Items that may go elsewhere one by one; more go by the programs' door."""
_LEAST_SUCCESSORS: Final = 4


class FoundingQuery(PageQuery):
    """Below which unit."""

    parent: str | None = Field(None, max_length=200)


@dataclass(frozen=True, kw_only=True)
class FoundingPage:
    """The form for a new unit."""

    units: list[ListedUnit]
    levels: tuple[str, ...]
    back: str


@dataclass(frozen=True, kw_only=True)
class DeedPage:
    """The form of a command on a unit."""

    name: str
    asks: UnitForm
    unit: Lineage
    title: str
    units: list[ListedUnit]
    successors: tuple[str, ...]
    """What stands in the fields for successors, with some empty ones."""
    kept_choices: tuple[tuple[str, str], ...]
    """Where single items go, as was chosen before."""
    told: list[str]
    """What was recorded of the unit since the person looked."""


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """What a command would touch; and all that was typed, to be sent again."""

    name: str
    unit: Lineage
    title: str
    on: date
    is_ahead: bool
    """Work goes over on that day, not now."""
    touched: Affected
    names: dict[str, str]
    heirs: tuple[str, ...]
    children_to: str | None
    units: list[ListedUnit]
    may_choose: bool
    opens_items: bool
    """Whether the visitor may open the items; who runs units alone sees none."""
    document: str
    reason: str
    choices: dict[str, str]
    carried: tuple[tuple[str, str], ...]


@router.get("/record/unit/new")
def show_founding(visit: Visiting, query: Annotated[FoundingQuery, Query()]) -> Response:
    """The form for a new unit."""
    refuse_unless_somewhere(visit.caller, Act.RUN_UNITS)
    return _founding(visit, Form.new(visit, parent=query.parent, effective_on=visit.today))


@router.post("/record/unit/new")
def found_unit(sent: Submitted) -> Response:
    """A unit comes into being."""
    try:
        recorded = give(founding(sent))
    except TrackerError as error:
        told = beside(error, FOUNDING_FIELDS)
        return _founding(sent.visit, Form.again(sent, told))
    code = str(recorded.body["code"])
    where = f"/admin/units/{part(code)}"
    return sent.visit.leave(where, "unit_founded", position=recorded.position, code=code)


def _founding(visit: Visit, form: Form) -> Response:
    with visit.asking() as connection:
        units = _proposed(connection, visit)
    page = FoundingPage(units=units, levels=LEVELS, back="/admin/units")
    return visit.page("administration/unit_new.html", form.status, form=form, page=page)


@router.get("/record/unit/{name}/{code:path}")
def show_deed(visit: Visiting, name: str, code: Named) -> Response:
    """The form of a command on a unit that is there."""
    asks = form_of(name)
    with visit.asking() as connection:
        unit = lineage(connection, code, today(connection, visit).position)
        cut = today(connection, visit)
        refuse_unless_may(connection, visit.caller, Act.RUN_UNITS, unit.code, cut)
    day = visit.today if asks.is_dated else None
    return _deed(visit, Form.new(visit, version=unit.version, effective_on=day), name, code)


@router.post("/record/unit/{name}/{code:path}")
def do_deed(sent: Submitted, name: str, code: Named) -> Response:
    """Shows what would be touched, and once that was confirmed records it."""
    asks = form_of(name)
    if (form := to_be_edited(sent)) is not None:
        return _deed(sent.visit, form, name, code)
    is_confirmed = not asks.is_previewed or sent.one("step") == "confirm"
    try:
        planned = giving(sent, name, code, is_preview=not is_confirmed)
        if isinstance(planned, Reforming) and not is_confirmed:
            return _preview(sent, name, planned)
        recorded = give(planned)
    except TrackerError as error:
        return _deed(sent.visit, Form.again(sent, asks.beside(error, sent)), name, code)
    return _done(sent.visit, name, code, recorded)


def _done(visit: Visit, name: str, code: str, recorded: Recorded) -> Response:
    where = f"/admin/units/{part(code)}"
    body, position = recorded.body, recorded.position
    if name == "hand-over":
        items = int(body["transferred"])
        return visit.leave(where, "unit_handed_over", position=position, code=code, items=items)
    if FORMS[name].is_previewed:
        items, units = int(body["transferred"]), int(body["moved"])
        return visit.leave(
            where, "unit_ended", position=position, code=code, items=items, units=units
        )
    return visit.leave(where, "unit_changed", position=position, code=code)


def _deed(visit: Visit, form: Form, name: str, code: str) -> Response:
    with visit.asking() as connection:
        cut = today(connection, visit)
        unit = lineage(connection, code, cut.position)
        units = _proposed(connection, visit)
    chosen = tuple(form.chosen("successors"))
    empty = ("",) * max(_LEAST_SUCCESSORS - len(chosen), 1)
    page = DeedPage(
        name=name,
        asks=form_of(name),
        unit=unit,
        title=_title(unit, visit.today),
        units=units,
        successors=chosen + empty,
        kept_choices=tuple((n, v[0]) for n, v in form.values.items() if n.startswith(GOES)),
        told=[_since(visit, one) for one in form.changed],
    )
    return visit.page("administration/unit_deed.html", form.status, form=form, page=page)


def _preview(sent: Submitted, name: str, planned: Reforming) -> Response:
    visit, said = sent.visit, planned.asked.fields
    since = planned.preview()
    with visit.asking() as connection:
        cut = today(connection, visit)
        unit = lineage(connection, planned.code, cut.position)
        touched = affected(connection, planned.code, since, cut)
        heirs = _heirs(said, unit)
        names = unit_names(connection, [*heirs, said.get("children_to") or unit.code], cut)
        units = _proposed(connection, visit)
    page = PreviewPage(
        name=name,
        unit=unit,
        title=_title(unit, visit.today),
        on=since,
        is_ahead=since > visit.today,
        touched=touched,
        names=names,
        heirs=heirs,
        children_to=said.get("children_to"),
        units=units,
        may_choose=len(touched.items) <= _MOST_EXCEPTIONS and since <= visit.today,
        opens_items=visit.may(Act.READ),
        document=document_of(sent),
        reason=sent.text("reason"),
        choices={n: v[0] for n, v in sent.fields.items() if n.startswith(GOES)},
        carried=_carried(sent),
    )
    form = Form.new(visit, version=sent.version)
    return visit.page("administration/unit_preview.html", form=form, page=page)


def _heirs(said: Any, unit: Lineage) -> tuple[str, ...]:
    """Who takes over where nothing else is chosen, the keeper of the records first."""
    if said.get("successors"):
        return tuple(said["successors"])
    one = said.get("into") or said.get("successor") or said.get("to")
    return (one,) if one else unit.successors


def _carried(sent: Submitted) -> tuple[tuple[str, str], ...]:
    """What was typed, for the form that confirms; where single items go is asked for there."""
    return tuple(one for one in carried(sent) if not one[0].startswith(GOES))


def _title(unit: Lineage, day: date) -> str:
    standing = unit.on(day)
    return unit.stretches[-1].name if standing is None else standing.name


def _since(visit: Visit, event: Any) -> str:
    name = visit.words.say(f"event.{event['type']}")
    return f"{name} ({event['actor']})"


def _proposed(connection: Connection[Any], visit: Visit) -> list[ListedUnit]:
    """Units that a field proposes: those of today, as far as a page can hold them."""
    units = tree(connection, today(connection, visit))
    if len(units) > _MOST_NAMED:
        units = [unit for unit in units if unit.level != "person"]
    return units[:_MOST_NAMED]
