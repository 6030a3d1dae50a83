"""``POST /people``, and the commands on an account that are recorded with what they say."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.dependencies import asking
from tracker.api.people.administering import administered, refuse_unless_unit, todays
from tracker.api.people.bodies import (
    GrantBody,
    ReasonBody,
    RegisterBody,
    RenameBody,
    RevokeBody,
)
from tracker.api.people.errors import OWN_ERRORS, PERSON_ERRORS
from tracker.api.people.once import AS_SEEN_ONCE, ONCE, Anew, AsSeen, Order
from tracker.api.people.people import Named
from tracker.api.shapes.people import PersonVersionShape
from tracker.commands.recording import Outcome
from tracker.people import registering
from tracker.people.account_names import folded
from tracker.people.registering import (
    DisablePerson,
    EnablePerson,
    GrantRole,
    OnPerson,
    RegisterPerson,
    RenamePerson,
    RevokeRole,
)
from tracker.rights.words import Act

C = TypeVar("C", bound=OnPerson)

router = APIRouter(prefix="/people", tags=["people"])


@router.post("", status_code=HTTPStatus.CREATED, responses=OWN_ERRORS, openapi_extra=ONCE)
def post_person(body: RegisterBody, order: Anew) -> PersonVersionShape:
    """Gives a person an account; it has no password yet (``…/invite``) and no role."""
    refuse_unless_somewhere(order.caller, Act.RUN_PEOPLE)
    found = order.found

    def give(command_id: str) -> Outcome:
        command = RegisterPerson(
            actor=order.caller.name, command_id=command_id, **body.model_dump()
        )
        return registering.register(command, found.people, found.clock)

    name, version = folded(body.name), order.give(body, give)
    order.response.headers["Location"] = f"{order.request.url.path}/{quote(name)}"
    return PersonVersionShape(name=name, version=version)


@router.post("/{name}/rename", responses=PERSON_ERRORS, openapi_extra=AS_SEEN_ONCE)
def post_rename(name: Named, body: RenameBody, order: AsSeen) -> PersonVersionShape:
    """Says how the person is called and reached from now on; the login name stays."""
    found = order.found
    handle = partial(registering.rename, people=found.people, clock=found.clock)
    return _given(order, name, body, RenamePerson, handle)


@router.post("/{name}/grant", responses=PERSON_ERRORS, openapi_extra=AS_SEEN_ONCE)
def post_grant(name: Named, body: GrantBody, order: AsSeen) -> PersonVersionShape:
    """Gives a role for a unit, from today or later; the caller must reach the unit too."""
    found, caller = order.found, order.caller
    refuse_unless_somewhere(caller, Act.RUN_PEOPLE)
    with asking(found) as connection:
        cut = todays(connection, caller, found)
        refuse_unless_unit(connection, caller, Act.RUN_PEOPLE, body.unit, cut)
    handle = partial(
        registering.grant, people=found.people, tracker=found.tracker, clock=found.clock
    )
    return _given(order, name, body, GrantRole, handle)


@router.post("/{name}/revoke", responses=PERSON_ERRORS, openapi_extra=AS_SEEN_ONCE)
def post_revoke(name: Named, body: RevokeBody, order: AsSeen) -> PersonVersionShape:
    """Takes a role for a unit away, at once."""
    found = order.found
    handle = partial(registering.revoke, people=found.people, clock=found.clock)
    return _given(order, name, body, RevokeRole, handle)


@router.post("/{name}/disable", responses=PERSON_ERRORS, openapi_extra=AS_SEEN_ONCE)
def post_disable(name: Named, body: ReasonBody, order: AsSeen) -> PersonVersionShape:
    """The account can do nothing any more; its sessions, tokens and links end at once."""
    found = order.found
    handle = partial(registering.disable, people=found.people, clock=found.clock)
    return _given(order, name, body, DisablePerson, handle)


@router.post("/{name}/enable", responses=PERSON_ERRORS, openapi_extra=AS_SEEN_ONCE)
def post_enable(name: Named, body: ReasonBody, order: AsSeen) -> PersonVersionShape:
    """The account can be used again, with its password and its roles."""
    found = order.found
    handle = partial(registering.enable, people=found.people, clock=found.clock)
    return _given(order, name, body, EnablePerson, handle)


def _given(
    order: Order, name: str, body: BaseModel, sort: type[C], handle: Callable[[C], Outcome]
) -> PersonVersionShape:
    administered(order.found, order.caller, name)

    def give(command_id: str) -> Outcome:
        said = body.model_dump()
        command = sort(
            actor=order.caller.name,
            command_id=command_id,
            name=name,
            expected_version=order.expected,
            **said,
        )
        return handle(command)

    return PersonVersionShape(name=folded(name), version=order.give(body, give))
