"""Which account somebody is whom an OpenID provider vouches for (docs/single-sign-on.md)."""

from dataclasses import dataclass, field
from typing import Final

from tracker.aggregates.account import Account
from tracker.aggregates.account_events import IdentityLinked
from tracker.clock import Clock
from tracker.errors import ForbiddenError, NotFoundError
from tracker.openid.words import Vouched
from tracker.people.identities import link_identity, name_of_identity
from tracker.people.people import People
from tracker.people.signing_in import SignedIn, sign_in_as

_LONGEST: Final = 200


@dataclass(frozen=True)
class Arrival:
    """Somebody comes back from the provider to a browser, at an address."""

    vouched: Vouched = field(repr=False)
    address: str
    agent: str


def sign_in_vouched(
    people: People, arrival: Arrival, clock: Clock, *, link_by_name: bool
) -> SignedIn:
    """Begins a session for whom the provider vouches.

    The account's own second factor is not asked for: how somebody proves who they are is the
    provider's to decide, and what it says of that is recorded with the sign-in.

    Args:
        people: all accounts.
        arrival: who, and from where.
        clock: the time.
        link_by_name: whether somebody new is linked to the account that the provider names.

    Raises:
        ForbiddenError: ``openid_unlinked``: no account is meant.
        UnauthenticatedError: ``sign_in_refused``: the account is disabled.
    """
    vouched = arrival.vouched
    name = name_of_identity(people.pool, vouched.issuer, vouched.subject)
    if name is None:
        name = _linked_by_name(people, vouched, clock, allowed=link_by_name)
    return sign_in_as(people, name, how(vouched), arrival.address, arrival.agent, clock)


def how(vouched: Vouched) -> str:
    """By what somebody signed in, for the record: the provider, and what it says of the proof."""
    methods = f" amr={','.join(vouched.methods)}" if vouched.methods else ""
    level = f" acr={vouched.level}" if vouched.level else ""
    return f"oidc{methods}{level}"[:_LONGEST]


def _linked_by_name(people: People, vouched: Vouched, clock: Clock, *, allowed: bool) -> str:
    """The account of the name that the provider says, linked from now on.

    An account whose person at this provider is known already is somebody else's: names are
    given anew to others, subjects are not.
    """
    account = _named(people, vouched.name) if allowed else None
    if account is None or account.disabled or _is_linked(account, vouched.issuer):
        raise ForbiddenError("openid_unlinked")
    link_identity(people, account.name, vouched.issuer, vouched.subject, account.name, clock)
    return account.name


def _named(people: People, name: str | None) -> Account | None:
    if name is None:
        return None
    try:
        return people.account(name)
    except NotFoundError:
        return None


def _is_linked(account: Account, issuer: str) -> bool:
    return any(
        isinstance(event, IdentityLinked) and event.issuer == issuer for event in account.happenings
    )
