"""What every change of an account has around its decision: who, when, retries, stale views."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from tracker.aggregates.account import Account
from tracker.commands.recording import Outcome
from tracker.days import local_day
from tracker.errors import StaleVersionError
from tracker.eventstore.recorder import Beside
from tracker.people.people import People

_ATTEMPTS: Final = 5


@dataclass(frozen=True)
class About:
    """Whose account, who changes it, when, why, and as which request.

    ``expected_version`` is the one that the caller saw; None: whatever it is now.
    """

    name: str
    actor: str
    now: datetime
    reason: str | None = None
    command_id: str = field(default_factory=lambda: str(uuid4()))
    expected_version: int | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The same as an event has it; it happens on the day on which it is recorded."""
        return {
            "actor": self.actor,
            "effective_on": local_day(self.now),
            "reason": self.reason,
            "command_id": self.command_id,
            "recorded_at": self.now,
        }


def decide(
    people: People,
    about: About,
    deed: Callable[[Account], None],
    beside: Beside | None = None,
) -> Outcome:
    """Records what ``deed`` decides; again on what others recorded meanwhile, if nobody minds.

    Args:
        people: all accounts.
        about: who and when.
        deed: decides, and records it on the account.
        beside: writes secrets in the same transaction; it may refuse by raising.

    Raises:
        NotFoundError: ``unknown_account``.
        StaleVersionError: the account is not what the caller saw.
    """
    for attempt in range(_ATTEMPTS):
        account = people.account(about.name)
        if account.has_recorded(about.command_id):
            return Outcome(account.version, None)
        if about.expected_version not in (None, account.version):
            raise StaleVersionError(
                "stale_version", expected=about.expected_version, found=account.version
            )
        deed(account)
        try:
            return Outcome(account.version, people.decide(account, beside))
        except StaleVersionError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError
