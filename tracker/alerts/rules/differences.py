"""What one version of the policy has otherwise than another."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from tracker.alerts.rules.policy import Policy, Rule
from tracker.alerts.words import Channel

VALUES: Final = (
    "due_soon_days",
    "overdue_waits",
    "silent_days",
    "period_days",
    "morning",
    "evening",
)
"""The fields of a policy beside its rules."""


class ChangedValue(NamedTuple):
    """A number, an hour or days that are others now."""

    field: str
    before: Any
    after: Any


class ChangedRule(NamedTuple):
    """A rule that is new, gone, or goes other ways; no way: there was none, or is none."""

    rule: Rule
    before: Sequence[Channel]
    after: Sequence[Channel]


def differences(before: Policy, after: Policy) -> Iterator[ChangedValue | ChangedRule]:
    """What changed from one to the other, values first."""
    for field in VALUES:
        was, is_now = getattr(before, field), getattr(after, field)
        if was != is_now:
            yield ChangedValue(field, was, is_now)
    old, new = _by_subject(before), _by_subject(after)
    for subject in [*old, *(one for one in new if one not in old)]:
        was_told = old[subject].channels if subject in old else ()
        is_told = new[subject].channels if subject in new else ()
        if set(was_told) != set(is_told):
            yield ChangedRule(new.get(subject) or old[subject], was_told, is_told)


def _by_subject(policy: Policy) -> dict[tuple[object, ...], Rule]:
    return {(rule.unit, rule.occasion, rule.audience): rule for rule in policy.rules}
