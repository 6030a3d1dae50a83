"""What an administrator does for somebody who cannot sign in, or must not stay signed in."""

from fastapi import APIRouter

from tracker.api.people.administering import administered
from tracker.api.people.bodies import ReasonBody
from tracker.api.people.errors import PERSON_ERRORS
from tracker.api.people.once import AS_SEEN, AsSeen, Order, refuse_stale
from tracker.api.people.people import Named
from tracker.api.shapes.people import InvitationShape, PersonVersionShape, SignedOutShape
from tracker.people.links import invite
from tracker.people.listing import person
from tracker.people.second_factor import reset
from tracker.people.signing_in import sign_out_everywhere

router = APIRouter(prefix="/people", tags=["people"])


@router.post("/{name}/invite", responses=PERSON_ERRORS, openapi_extra=AS_SEEN)
def post_invite(name: Named, order: AsSeen) -> InvitationShape:
    """Makes a one-time link for setting a password; an earlier one no longer works.

    Hand it over in person: whoever has the link has the account.
    """
    found = order.found
    known_as = _seen(order, name)
    invitation = invite(found.people, known_as, order.caller.name, found.clock)
    return InvitationShape(
        name=known_as,
        version=_now(order, known_as),
        link=f"{found.settings.address}/invitation?token={invitation.secret}",
        expires_at=invitation.expires_at,
    )


@router.post("/{name}/reset-second-factor", responses=PERSON_ERRORS, openapi_extra=AS_SEEN)
def post_reset(name: Named, body: ReasonBody, order: AsSeen) -> PersonVersionShape:
    """For somebody who has lost the telephone: the password is enough again."""
    found = order.found
    known_as = _seen(order, name)
    reset(found.people, known_as, order.caller.name, body.reason, found.clock)
    return PersonVersionShape(name=known_as, version=_now(order, known_as))


@router.post("/{name}/sign-out-everywhere", responses=PERSON_ERRORS, openapi_extra=AS_SEEN)
def post_sign_out_everywhere(name: Named, order: AsSeen) -> SignedOutShape:
    """Ends all sessions of the account."""
    found = order.found
    known_as = _seen(order, name)
    ended = sign_out_everywhere(found.people, known_as, order.caller.name, found.clock)
    return SignedOutShape(name=known_as, version=_now(order, known_as), ended=ended)


def _seen(order: Order, name: str) -> str:
    """The name, as it is kept, of an account that is still what the caller saw."""
    one = administered(order.found, order.caller, name)
    refuse_stale(order, one.version)
    return one.name


def _now(order: Order, name: str) -> int:
    version = person(order.found.pool, name).version
    order.tell(version)
    return version
