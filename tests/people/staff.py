"""An office's people: registered, granted, given passwords and signed in with little ado."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.recording import Outcome
from tracker.people.callers import caller_of_session, caller_of_token
from tracker.people.hashing import PasswordHasher
from tracker.people.links import accept, invite
from tracker.people.listing import history
from tracker.people.people import People
from tracker.people.registering import (
    DisablePerson,
    EnablePerson,
    GrantRole,
    RegisterPerson,
    RevokeRole,
    disable,
    enable,
    grant,
    register,
    revoke,
)
from tracker.people.signing_in import Attempt, SignedIn, sign_in
from tracker.people.tokens import IssuedToken, IssueToken, issue
from tracker.rights.granting import Caller
from tracker.rights.words import Role

CHEAP = PasswordHasher(memory_kib=8, passes=1)
"""Real Argon2id, with parameters for tests only."""
AN, BINH, CHI = "nguyen.van.an", "le.thi.binh", "tran.chi"
PASSWORD = "bốn mùa hoa nở 1975"  # noqa: S105 - of nobody
OTHER = "sông Hương núi Ngự xa"
WRONG = "không phải mật khẩu này"
ADMIN = "quan.tri"
HERE, THERE = "10.57.31.5", "10.30.35.9"


@dataclass
class Staff:
    """Gives commands; what a test does not say is made up."""

    people: People
    tracker: Tracker
    clock: FixedClock
    numbers: count = field(default_factory=lambda: count(1))

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def later(self, **span: float) -> None:
        self.clock.moment += timedelta(**span)

    def about(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "actor": ADMIN, "command_id": f"p-{next(self.numbers)}", **given}

    def register(self, name: str, full_name: str = "Nguyễn Văn An", **given: Any) -> Outcome:
        command = RegisterPerson(full_name=full_name, **self.about(name, given))
        return register(command, self.people, self.clock)

    def grant(self, name: str, role: Role, unit: str | None = None, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        command = GrantRole(role=role, unit=unit, **self.about(name, given))
        return grant(command, self.people, self.tracker, self.clock)

    def revoke(self, name: str, role: Role, unit: str | None = None, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        command = RevokeRole(role=role, unit=unit, **self.about(name, given))
        return revoke(command, self.people, self.clock)

    def disable(self, name: str, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        return disable(DisablePerson(**self.about(name, given)), self.people, self.clock)

    def enable(self, name: str, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        return enable(EnablePerson(**self.about(name, given)), self.people, self.clock)

    def link(self, name: str) -> str:
        return invite(self.people, name, ADMIN, self.clock).secret

    def accept(self, secret: str, password: str = PASSWORD, address: str = HERE) -> str:
        return accept(self.people, secret, password, address, self.clock)

    def settle(self, name: str, password: str = PASSWORD) -> None:
        """Registered, and with a password."""
        self.register(name)
        self.accept(self.link(name), password)

    def sign_in(
        self,
        name: str,
        password: str = PASSWORD,
        *,
        code: str | None = None,
        address: str = HERE,
        replaces: str | None = None,
    ) -> SignedIn:
        attempt = Attempt(name, password, code, address, "Firefox", replaces)
        return sign_in(self.people, attempt, self.clock)

    def caller(self, cookie: str) -> Caller:
        return caller_of_session(self.people.pool, cookie, self.clock.now())

    def issue(self, name: str, **given: Any) -> IssuedToken:
        given.setdefault("label", "Cổng thông tin")
        given.setdefault("expires_on", self.today + timedelta(days=30))
        return issue(self.people, IssueToken(**self.about(name, given)), self.clock)

    def token_caller(self, secret: str) -> Caller:
        return caller_of_token(self.people.pool, secret, self.clock.now())

    def topics(self, name: str) -> list[str]:
        """What happened to an account."""
        return [one.topic.partition(".")[2] for one in history(self.people.pool, name)]
