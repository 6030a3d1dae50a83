"""``/me/alerts``: what the account is told about and how, and the addresses of its calendars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Path, Response
from psycopg import Connection

from tracker.access.judging import place_of, refuse_unless_may
from tracker.alerts.recipients.ways import ways_of
from tracker.alerts.recipients.wishes import set_wanted, wants
from tracker.alerts.rules.policy import policy_at
from tracker.alerts.words import Channel
from tracker.errors import InvalidInputError, TrackerError
from tracker.feeds.keeping import Feed, end, feeds_of, make
from tracker.people.listing import person
from tracker.reading.cut import Cut, cut_at, refuse_unknown_unit
from tracker.reading.names import unit_names
from tracker.rights.words import Act, Role
from tracker.web.account.me import TABS
from tracker.web.account.ours import Ours
from tracker.web.account.told import Told, told
from tracker.web.clerk.units import codes_of
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/me/alerts"
_FOR_ME: Final = "me"
_CONCERNED: Final = frozenset({Role.CLERK, Role.LEADER, Role.CONFIRMER})
"""Whom some work concerns, so that a calendar of his own has something in it."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """The address of a calendar that was just made; nobody can tell it again."""

    address: str = field(repr=False)
    unit: str | None

    @property
    def for_programs(self) -> str:
        """The address by which telephones and computers open it in their calendar program."""
        return f"webcal:{self.address.partition(':')[2]}"


@dataclass(frozen=True, kw_only=True)
class AlertsPage:
    """The wishes of an account, what it is told, and its calendars."""

    form: Form
    """For a new address."""
    email: str | None
    """Where mails go; None: nobody has said."""
    has_mail: bool
    """Whether the installation sends mails at all."""
    wants_email: bool
    told: Sequence[Told]
    feeds: Sequence[Feed]
    """Those that work, then those that have ended."""
    names: Mapping[str, str]
    """What units are called today, by their codes."""
    units: Sequence[str]
    """Of the grants; proposed for a calendar."""
    is_concerned: bool
    """Whether a calendar of the person's own has anything to show."""
    made: Made | None

    @property
    def gets_email(self) -> bool:
        """Whether mails arrive."""
        return self.has_mail and self.wants_email and self.email is not None


@router.get(PATH)
def show_alerts(visit: Visiting) -> Response:
    """The page, with a form for a new address."""
    return _shown(visit, _new(visit))


@router.post(f"{PATH}/email/on")
def want_email(visit: Ours) -> Response:
    """Has mails sent again."""
    return _set_email(visit, wanted=True)


@router.post(f"{PATH}/email/off")
def unwant_email(visit: Ours) -> Response:
    """Has no more mails sent."""
    return _set_email(visit, wanted=False)


@router.post(f"{PATH}/calendars")
def make_here(sent: Submitted) -> Response:
    """Makes an address and shows it, this once."""
    try:
        made = _made(sent)
    except TrackerError as error:
        return _shown(sent.visit, Form.again(sent, error))
    return _shown(sent.visit, _new(sent.visit), made)


@router.post(f"{PATH}/calendars/{{feed_id}}/end")
def end_here(visit: Ours, feed_id: Annotated[UUID, Path()]) -> Response:
    """Ends an address at once.

    Raises:
        NotFoundError: ``unknown_feed``: none of this account.
    """
    with visit.asking() as connection:
        end(connection, visit.caller.account, feed_id, visit.now)
    return visit.leave(PATH, "feed_ended")


def _set_email(visit: Visit, *, wanted: bool) -> Response:
    with visit.asking() as connection:
        set_wanted(connection, visit.caller.account, Channel.EMAIL, wanted, visit.now)
    return visit.leave(PATH, "email_on" if wanted else "email_off")


def _made(sent: Submission) -> Made:
    visit = sent.visit
    with visit.asking() as connection:
        unit = _unit(connection, sent, cut_at(connection, visit.today, None, visit.now))
        secret = make(connection, _id(sent), visit.caller.account, unit, visit.now)
    return Made(address=f"{visit.found.settings.address}/calendar/{secret}.ics", unit=unit)


def _id(sent: Submission) -> UUID:
    """Of the form: sent twice, it makes one address, and whoever sends it again is told so."""
    return uuid5(sent.visit.caller.account, sent.key or str(uuid4()))


def _unit(connection: Connection[Any], sent: Submission, cut: Cut) -> str | None:
    """The unit that the calendar is to be about; None: it is about the person's own work.

    Raises:
        ForbiddenError: the person may not read the unit today.
        InvalidInputError: no unit is named, or several are.
        NotFoundError: no unit ever had the code.
    """
    if sent.text("about") == _FOR_ME:
        return None
    codes = codes_of(connection, cut, sent.many("unit"))
    if len(codes) != 1:
        raise InvalidInputError("missing", field="unit")
    refuse_unknown_unit(connection, codes[0])
    refuse_unless_may(connection, sent.visit.caller, Act.READ, codes[0], cut)
    return codes[0]


def _new(visit: Visit) -> Form:
    return Form.new(visit, about=_FOR_ME if _is_concerned(visit) else "unit")


def _is_concerned(visit: Visit) -> bool:
    return any(grant.role in _CONCERNED for grant in visit.caller.grants)


def _shown(visit: Visit, form: Form, made: Made | None = None) -> Response:
    account, settings = visit.caller.account, visit.found.settings
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        feeds = feeds_of(connection, account)
        units = sorted({grant.unit for grant in visit.caller.grants if grant.unit is not None})
        above = {unit: place_of(connection, unit, cut).codes for unit in units}
        page = AlertsPage(
            form=form,
            email=person(visit.found.pool, visit.caller.name).email,
            has_mail=Channel.EMAIL in ways_of(settings),
            wants_email=wants(connection, account).email,
            told=told(policy_at(connection, visit.now), visit.caller.grants, above),
            feeds=feeds,
            names=unit_names(connection, _codes(units, feeds, made), cut),
            units=units if visit.may(Act.READ) else (),
            is_concerned=_is_concerned(visit),
            made=made,
        )
    return visit.page("account/alerts.html", status=form.status, page=page, tabs=TABS)


def _codes(units: Iterable[str], feeds: Iterable[Feed], made: Made | None) -> set[str]:
    shown = {feed.unit for feed in feeds} | {None if made is None else made.unit}
    return {*units, *(unit for unit in shown if unit is not None)}
