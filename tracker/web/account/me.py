"""``/me``: who is signed in, what he may do, and where the account is looked after."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from tracker.people.identities import is_linked
from tracker.people.listing import ListedPerson, ListedSession, person, sessions_of
from tracker.people.tokens import tokens_of
from tracker.reading.cut import cut_at
from tracker.reading.names import unit_names
from tracker.rights.rules import RULES
from tracker.rights.words import Act, Role
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

TABS: Final = (
    ("/me", "overview"),
    ("/me/password", "password"),
    ("/me/second-factor", "second_factor"),
    ("/me/sessions", "sessions"),
    ("/me/tokens", "tokens"),
    ("/me/alerts", "alerts"),
)
"""The pages of an account, each with the message ``account.<name>``."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A grant in force today, in words."""

    role: Role
    unit: str | None
    """The unit's code; None: the whole installation."""
    name: str | None
    since: date
    until: date | None
    acts: tuple[Act, ...]
    """What the role may do."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account as its own page shows it."""

    person: ListedPerson
    held: tuple[Held, ...]
    session: ListedSession | None
    sessions: int
    tokens: int
    provider: str | None
    """What the OpenID provider is called; None: there is none."""
    is_linked: bool
    """Whether the account can be signed in to at the provider."""


@router.get("/me")
def show_me(visit: Visiting) -> Response:
    """The account with its grants in force today."""
    found, caller = visit.found, visit.caller
    sessions = sessions_of(found.pool, caller.name, visit.now)
    account = Account(
        person=person(found.pool, caller.name),
        held=held(visit),
        session=next((one for one in sessions if one.session_id == caller.session), None),
        sessions=len(sessions),
        tokens=len(tokens_of(found.pool, caller.name)),
        provider=None if found.openid is None else found.settings.oidc_label,
        is_linked=found.openid is not None
        and is_linked(found.pool, caller.name, str(found.settings.oidc_issuer)),
    )
    return visit.page("account/me.html", page=account, tabs=TABS)


def held(visit: Visit) -> tuple[Held, ...]:
    """The visitor's grants in force today, with what units are called today."""
    grants = visit.caller.grants
    codes = {grant.unit for grant in grants if grant.unit is not None}
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        names = unit_names(connection, codes, cut)
    return tuple(
        Held(
            role=grant.role,
            unit=grant.unit,
            name=None if grant.unit is None else names.get(grant.unit),
            since=grant.since,
            until=grant.until,
            acts=tuple(act for act, rule in RULES.items() if grant.role in rule),
        )
        for grant in grants
    )
