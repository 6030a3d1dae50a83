"""Everything that can happen to an account; never a secret, for what is recorded stays."""

from dataclasses import KW_ONLY
from datetime import date
from typing import Any, ClassVar

from tracker.aggregates.events import FirstHappening, Happening


class AccountEvent(Happening):
    """Something that happened to an account, on the day on which it was recorded."""

    DAY_FIELDS: ClassVar[tuple[str, ...]] = ("effective_on", "since", "until", "expires_on")

    _: KW_ONLY
    name: str

    def apply(self, aggregate: Any) -> None:
        """Adds the event to the account's history."""
        aggregate.happenings.append(self)


class Registered(FirstHappening, AccountEvent):
    """A person was given an account."""

    TOPIC = "account.registered"

    _: KW_ONLY
    full_name: str
    email: str | None = None


class Renamed(AccountEvent):
    """The person is called so from now on, and is reached there."""

    TOPIC = "account.renamed"

    _: KW_ONLY
    full_name: str
    email: str | None = None


class Invited(AccountEvent):
    """A one-time link was made by which the person sets a password."""

    TOPIC = "account.invited"


class PasswordChanged(AccountEvent):
    """The person set a password: by a one-time link, or knowing the old one."""

    TOPIC = "account.password_changed"

    _: KW_ONLY
    by: str


class RoleGranted(AccountEvent):
    """The person holds a role for a unit (None: the whole installation) from a day on."""

    TOPIC = "account.role_granted"

    _: KW_ONLY
    role: str
    unit: str | None
    since: date
    until: date | None = None


class RoleRevoked(AccountEvent):
    """A grant ended at once; it is named by what it was granted for."""

    TOPIC = "account.role_revoked"

    _: KW_ONLY
    role: str
    unit: str | None
    since: date


class Disabled(AccountEvent):
    """The account can do nothing any more."""

    TOPIC = "account.disabled"


class Enabled(AccountEvent):
    """The account can be used again."""

    TOPIC = "account.enabled"


class SecondFactorSet(AccountEvent):
    """From now on a code is asked for beside the password."""

    TOPIC = "account.second_factor_set"


class SecondFactorRemoved(AccountEvent):
    """The password is enough again; the actor is the person or who reset it."""

    TOPIC = "account.second_factor_removed"


class SignedOutEverywhere(AccountEvent):
    """All sessions of the account were ended."""

    TOPIC = "account.signed_out_everywhere"


class TokenIssued(AccountEvent):
    """An API token was made; None where it is not narrowed."""

    TOPIC = "account.token_issued"

    _: KW_ONLY
    token_id: str
    label: str
    roles: list[str] | None = None
    unit: str | None = None
    expires_on: date


class TokenRevoked(AccountEvent):
    """An API token ended before its day."""

    TOPIC = "account.token_revoked"

    _: KW_ONLY
    token_id: str


class IdentityLinked(AccountEvent):
    """Who an OpenID provider calls ``subject`` is this person."""

    TOPIC = "account.identity_linked"

    _: KW_ONLY
    issuer: str
    subject: str


class SignedIn(AccountEvent):
    """A session began, by a password or by a provider that vouched.

    Signing in is recorded beside the account's stream (:func:`~tracker.aggregates.account.
    access_stream`): nothing is decided from it, and a form about the account that was
    opened before must not go stale by it.
    """

    TOPIC = "account.signed_in"

    _: KW_ONLY
    address: str
    by: str


class SignInFailed(AccountEvent):
    """Somebody tried to sign in as the account and was refused, beside the stream like above."""

    TOPIC = "account.sign_in_failed"

    _: KW_ONLY
    address: str
    why: str
