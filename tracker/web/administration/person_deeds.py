"""``/admin/people/{name}/{deed}``: what an administrator does with an account, one form each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, ValidationError

from tracker.access.judging import refuse_unless_somewhere
from tracker.aggregates.events import Happening
from tracker.api.people import helping, registering
from tracker.api.people.administering import administered
from tracker.api.people.bodies import (
    GrantBody,
    ReasonBody,
    RegisterBody,
    RenameBody,
    RevokeBody,
)
from tracker.api.people.once import Order
from tracker.api.people.people import Named
from tracker.api.shapes.people import InvitationShape, PersonVersionShape
from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import Problem, problems_of
from tracker.errors import NotFoundError, StaleVersionError, TrackerError
from tracker.people.links import LIFETIME
from tracker.people.listing import ListedPerson
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.words import Act, Role
from tracker.web.administration.beside import beside
from tracker.web.administration.reaching import today
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import as_iso_day
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

B = TypeVar("B", bound=BaseModel)
_DAYS: Final = frozenset({"since", "until"})
_HOURS: Final = LIFETIME.total_seconds() // 3600
_MOST_UNITS: Final = 400
_REGISTERED: Final = ("name", "full_name", "email", "reason")


class PersonDeed(NamedTuple):
    """A command on an account, and what its form asks for."""

    body: type[BaseModel] | None
    fields: tuple[str, ...]
    give: Any
    """The function that the API answers the same command with."""


DEEDS: Final[Mapping[str, PersonDeed]] = {
    "grant": PersonDeed(
        GrantBody, ("role", "unit", "since", "until", "reason"), registering.post_grant
    ),
    "revoke": PersonDeed(RevokeBody, ("role", "unit", "since", "reason"), registering.post_revoke),
    "rename": PersonDeed(RenameBody, ("full_name", "email", "reason"), registering.post_rename),
    "disable": PersonDeed(ReasonBody, ("reason",), registering.post_disable),
    "enable": PersonDeed(ReasonBody, ("reason",), registering.post_enable),
    "invite": PersonDeed(None, (), helping.post_invite),
    "reset-second-factor": PersonDeed(ReasonBody, ("reason",), helping.post_reset),
    "sign-out-everywhere": PersonDeed(None, (), helping.post_sign_out_everywhere),
}
"""By the last part of the API's address."""


class DeedQuery(PageQuery):
    """Which grant a form is about."""

    role: Role | None = None
    unit: str | None = Field(None, max_length=200)
    since: str | None = Field(None, max_length=40)


@dataclass(frozen=True, kw_only=True)
class DeedPage:
    """The form of a command on an account."""

    name: str
    fields: tuple[str, ...]
    person: ListedPerson
    roles: tuple[str, ...]
    units: list[ListedUnit]
    everywhere: bool
    """Whether the visitor may grant for the whole installation."""
    hours: int
    told: list[str]
    """What was recorded of the account since the visitor looked."""


@router.get("/admin/registration")
def show_registration(visit: Visiting) -> Response:
    """The form for an account."""
    refuse_unless_somewhere(visit.caller, Act.RUN_PEOPLE)
    return visit.page("administration/registration.html", form=Form.new(visit))


@router.post("/admin/registration")
def register(sent: Submitted) -> Response:
    """Gives a person an account; it has no password and no role yet."""
    visit = sent.visit
    try:
        body = _body(RegisterBody, sent, _REGISTERED)
        given = registering.post_person(body, _order(sent, 0))
    except TrackerError as error:
        form = Form.again(sent, beside(error, _REGISTERED))
        return visit.page("administration/registration.html", form.status, form=form)
    return visit.leave(f"/admin/people/{part(given.name)}", "person_registered", login=given.name)


@router.get("/admin/people/{name}/{deed}")
def show_deed(
    visit: Visiting, name: Named, deed: str, query: Annotated[DeedQuery, Query()]
) -> Response:
    """The form of a command on an account."""
    _deed_of(deed)
    person = administered(visit.found, visit.caller, name)
    proposed = query.model_dump()
    if deed == "rename":
        proposed = {"full_name": person.full_name, "email": person.email}
    form = Form.new(visit, version=person.version, **proposed)
    return _form(visit, form, person, deed)


@router.post("/admin/people/{name}/{deed}")
def do_deed(sent: Submitted, name: Named, deed: str) -> Response:
    """Gives the command as the API does; a link that it makes is shown this once."""
    visit, asks = sent.visit, _deed_of(deed)
    person = administered(visit.found, visit.caller, name)
    try:
        given = _given(sent, asks, person.name)
    except TrackerError as error:
        told = _since(sent, person.name) if isinstance(error, StaleVersionError) else []
        return _form(visit, Form.again(sent, beside(error, _shown(deed))), person, deed, told)
    if isinstance(given, InvitationShape):
        return visit.page("administration/person_link.html", person=person, given=given)
    return visit.leave(f"/admin/people/{part(person.name)}", "person_changed", login=person.name)


def _given(sent: Submission, asks: PersonDeed, name: str) -> PersonVersionShape:
    if asks is DEEDS["grant"] and sent.one("unit") is None and sent.one("everywhere") != "yes":
        # A field that was forgotten must not open the whole installation to somebody.
        raise InvalidCommandError([Problem("unit", "missing", {})])
    said = () if asks.body is None else (_body(asks.body, sent, asks.fields),)
    given: PersonVersionShape = asks.give(name, *said, _order(sent, sent.version))
    return given


def _shown(deed: str) -> tuple[str, ...]:
    """The fields that a person sees; which grant is revoked is not typed."""
    return ("reason",) if deed == "revoke" else DEEDS[deed].fields


def _deed_of(deed: str) -> PersonDeed:
    found = DEEDS.get(deed)
    if found is None:
        raise NotFoundError("unknown_page", field="path", value=deed)
    return found


def _order(sent: Submission, expected: int) -> Order:
    visit = sent.visit
    return Order(visit.caller, visit.found, visit.request, Response(), expected, sent.key)


def _body(shape: type[B], sent: Submission, fields: tuple[str, ...]) -> B:
    """The body of the API's command.

    Raises:
        InvalidCommandError: naming every field that has not its shape.
    """
    said: dict[str, Any] = {}
    for name in fields:
        value = sent.one(name)
        if value is not None:
            said[name] = as_iso_day(value) if name in _DAYS else value
    if "unit" in fields:
        # For no unit is something to be said, too: for the whole installation.
        said.setdefault("unit", None)
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        raise InvalidCommandError(list(problems_of(error))) from error


def _since(sent: Submission, name: str) -> list[str]:
    """What was recorded of the account since the version that the visitor saw."""
    visit = sent.visit
    events: list[Happening] = list(visit.found.people.account(name).happenings)
    return [
        f"{visit.words.say(f'event.{one.TOPIC}')} ({one.actor})" for one in events[sent.version :]
    ]


def _form(
    visit: Visit, form: Form, person: ListedPerson, deed: str, told: list[str] | None = None
) -> Response:
    asks = DEEDS[deed]
    units: list[ListedUnit] = []
    if deed == "grant":
        with visit.asking() as connection:
            found = tree(connection, today(connection, visit))
        units = [one for one in found if one.level != "person"][:_MOST_UNITS]
    page = DeedPage(
        name=deed,
        fields=asks.fields,
        person=person,
        roles=tuple(role.value for role in Role),
        units=units,
        everywhere=visit.caller.may_everywhere(Act.RUN_PEOPLE),
        hours=int(_HOURS),
        told=told or [],
    )
    return visit.page("administration/person_deed.html", form.status, form=form, page=page)
