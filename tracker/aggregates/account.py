"""An account: a person who signs in, and the roles that the person holds (docs/rights.md)."""

from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates import account_events as happened
from tracker.aggregates.account_events import AccountEvent
from tracker.aggregates.events import stream_id
from tracker.errors import RuleViolationError
from tracker.rights.words import Role


class Holding(NamedTuple):
    """A role that was granted; ``until`` is the last day, ``revoked_on`` when it ended early."""

    role: str
    unit: str | None
    since: date
    until: date | None
    revoked_on: date | None = None

    def ended(self, day: date) -> bool:
        """Whether nothing of it is left on a day."""
        return self.revoked_on is not None or (self.until is not None and self.until < day)


def account_stream(name: str) -> UUID:
    """The stream of an account, which is its id."""
    return stream_id("account", name)


def access_stream(name: str) -> UUID:
    """The stream beside, of sign-ins and of those refused."""
    return stream_id("account_access", name)


class Account(BaseAggregate[UUID]):
    """One account; the login name is its identity and is never given to a second person."""

    TOPIC = "account"

    happenings: list[AccountEvent] = field(default_factory=list, init=False)

    Event = AccountEvent
    Registered = happened.Registered
    Renamed = happened.Renamed
    Invited = happened.Invited
    PasswordChanged = happened.PasswordChanged
    RoleGranted = happened.RoleGranted
    RoleRevoked = happened.RoleRevoked
    Disabled = happened.Disabled
    Enabled = happened.Enabled
    SecondFactorSet = happened.SecondFactorSet
    SecondFactorRemoved = happened.SecondFactorRemoved
    SignedOutEverywhere = happened.SignedOutEverywhere
    TokenIssued = happened.TokenIssued
    TokenRevoked = happened.TokenRevoked
    IdentityLinked = happened.IdentityLinked

    @classmethod
    def register(cls, *, name: str, recorded_at: datetime, **fields: Any) -> Self:
        """Gives a person an account."""
        return cls._create(
            happened.Registered,
            id=account_stream(name),
            timestamp=recorded_at,
            name=name,
            **fields,
        )

    def record(self, event: type[AccountEvent], *, recorded_at: datetime, **fields: Any) -> None:
        """Records what needs no decision about this account alone."""
        self.trigger_event(event, timestamp=recorded_at, name=self.name, **fields)

    @property
    def name(self) -> str:
        """What the person signs in with."""
        return self.happenings[0].name

    @property
    def disabled(self) -> bool:
        """Whether the account can do nothing."""
        last = self._last(happened.Disabled, happened.Enabled)
        return isinstance(last, happened.Disabled)

    @property
    def second_factor(self) -> bool:
        """Whether a code is asked for beside the password."""
        last = self._last(happened.SecondFactorSet, happened.SecondFactorRemoved)
        return isinstance(last, happened.SecondFactorSet)

    @property
    def holdings(self) -> list[Holding]:
        """All roles that were ever granted, in that order."""
        held: list[Holding] = []
        for event in self.happenings:
            match event:
                case happened.RoleGranted(role=role, unit=unit, since=since, until=until):
                    held.append(Holding(role, unit, since, until))
                case happened.RoleRevoked(role=role, unit=unit, since=since, effective_on=day):
                    held = [
                        one._replace(revoked_on=day)
                        if one.revoked_on is None and one[:3] == (role, unit, since)
                        else one
                        for one in held
                    ]
        return held

    @property
    def tokens(self) -> set[str]:
        """The ids of the API tokens that were not revoked, also of those that have expired."""
        live: set[str] = set()
        for event in self.happenings:
            match event:
                case happened.TokenIssued(token_id=token_id):
                    live.add(token_id)
                case happened.TokenRevoked(token_id=token_id):
                    live.discard(token_id)
                case happened.Disabled():
                    live.clear()
        return live

    def administers(self, day: date) -> bool:
        """Whether the person can administer the whole installation on a day."""
        return not self.disabled and any(
            held.since <= day and not held.ended(day)
            for held in self.holdings
            if (held.role, held.unit) == (Role.ADMINISTRATOR, None)
        )

    def grant(
        self, role: str, unit: str | None, since: date, until: date | None, **about: Any
    ) -> None:
        """Grants a role from today or later.

        Raises:
            RuleViolationError: it begins before today, ends before it begins, or overlaps a
                grant of the same role for the same unit; nothing changes.
        """
        if since < about["effective_on"]:
            raise RuleViolationError("grant_dated_back", field="since", value=since)
        if until is not None and until < since:
            raise RuleViolationError("grant_ends_before_it_begins", field="until", value=until)
        for held in self._standing(role, unit, about["effective_on"]):
            if (held.until is None or since <= held.until) and (
                until is None or held.since <= until
            ):
                raise RuleViolationError(
                    "role_held_already", field="role", value=Role(role), since=held.since
                )
        self.record(happened.RoleGranted, role=role, unit=unit, since=since, until=until, **about)

    def revoke(self, role: str, unit: str | None, since: date | None, **about: Any) -> None:
        """Ends the grants of a role for a unit that have not ended, or the one from ``since``.

        Raises:
            RuleViolationError: there is none; nothing changes.
        """
        ending = [
            held
            for held in self._standing(role, unit, about["effective_on"])
            if since in (None, held.since)
        ]
        if not ending:
            raise RuleViolationError("role_not_held", field="role", value=Role(role))
        for held in ending:
            self.record(happened.RoleRevoked, role=role, unit=unit, since=held.since, **about)

    def disable(self, **about: Any) -> None:
        """Lets the account do nothing any more.

        Raises:
            RuleViolationError: it is so already.
        """
        if self.disabled:
            raise RuleViolationError("account_disabled_already", value=self.name)
        self.record(happened.Disabled, **about)

    def enable(self, **about: Any) -> None:
        """Lets the account be used again.

        Raises:
            RuleViolationError: it is not disabled.
        """
        if not self.disabled:
            raise RuleViolationError("account_not_disabled", value=self.name)
        self.record(happened.Enabled, **about)

    def refuse_disabled(self) -> None:
        """Nothing new is handed out for an account that can do nothing.

        Raises:
            RuleViolationError: ``account_is_disabled``.
        """
        if self.disabled:
            raise RuleViolationError("account_is_disabled", value=self.name)

    def has_recorded(self, command_id: str) -> bool:
        """Whether a command with this id was recorded already (a retry, not a new fact)."""
        return any(event.command_id == command_id for event in self.happenings)

    def _standing(self, role: str, unit: str | None, day: date) -> Iterator[Holding]:
        for held in self.holdings:
            if (held.role, held.unit) == (role, unit) and not held.ended(day):
                yield held

    @property
    def link_maker(self) -> str | None:
        """Who made the last one-time link, as far as nobody has set a password since."""
        last = self._last(happened.Invited, happened.PasswordChanged)
        return last.actor if isinstance(last, happened.Invited) else None

    def _last(self, *sorts: type[AccountEvent]) -> AccountEvent | None:
        found = [event for event in self.happenings if isinstance(event, sorts)]
        return found[-1] if found else None
