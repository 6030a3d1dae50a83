"""Accounts as answers tell them."""

from collections.abc import Iterable

from tracker.api.shapes.people import (
    AccountChangeShape,
    AllowedShape,
    GrantShape,
    HeldGrantShape,
    OwnGrantShape,
    PersonShape,
    RightShape,
    SessionShape,
    TokenShape,
)
from tracker.people.listing import (
    AccountChange,
    HeldRight,
    ListedGrant,
    ListedPerson,
    ListedSession,
)
from tracker.people.tokens import ListedToken
from tracker.rights.granting import Grant
from tracker.rights.rules import RULES
from tracker.rights.words import Role


def allowed(role: Role) -> list[AllowedShape]:
    """What a role may do and how far."""
    return [AllowedShape(act=act, reach=rule[role]) for act, rule in RULES.items() if role in rule]


def own_grants(grants: Iterable[Grant]) -> list[OwnGrantShape]:
    """Grants in force, each with what it allows."""
    return [OwnGrantShape(**_granted(grant), allows=allowed(grant.role)) for grant in grants]


def told_person(person: ListedPerson) -> PersonShape:
    """An account."""
    held = [HeldGrantShape(**grant._asdict()) for grant in person.grants]
    return PersonShape(**{**person._asdict(), "grants": held})


def told_session(session: ListedSession, current: str | None) -> SessionShape:
    """A session that has not ended."""
    return SessionShape(
        id=session.session_id,
        signed_in_at=session.signed_in_at,
        seen_at=session.seen_at,
        expires_at=session.ends_at,
        by=session.signed_in_by,
        address=session.address,
        agent=session.agent,
        current=session.session_id == current,
    )


def told_token(token: ListedToken) -> TokenShape:
    """A token without its secret."""
    return TokenShape(
        id=token.token_id,
        label=token.label,
        roles=None if token.roles is None else list(token.roles),
        unit=token.unit,
        issued_on=token.issued_on,
        expires_on=token.expires_on,
        used_at=token.used_at,
    )


def told_change(change: AccountChange) -> AccountChangeShape:
    """An event of an account."""
    return AccountChangeShape(
        type=change.topic,
        recorded_at=change.recorded_at,
        actor=change.actor,
        reason=change.reason,
        facts=change.facts,
    )


def told_right(held: HeldRight) -> RightShape:
    """Who held a role, and what it allowed."""
    return RightShape(
        name=held.name,
        full_name=held.full_name,
        **_granted(held.grant),
        allows=allowed(held.grant.role),
    )


def _granted(grant: Grant | ListedGrant) -> dict[str, object]:
    return GrantShape(
        role=grant.role, unit=grant.unit, since=grant.since, until=grant.until
    ).model_dump()
