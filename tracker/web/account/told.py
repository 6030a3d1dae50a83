"""What a person will be told about: the policy in force against the grants in force, in words."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from tracker.alerts.rules.policy import Policy
from tracker.alerts.words import Audience, Channel, Occasion
from tracker.rights.granting import Grant
from tracker.rights.words import Role

_ROLES: Final[Mapping[Audience, Role]] = {
    Audience.CLERKS: Role.CLERK,
    Audience.COORDINATORS: Role.CLERK,
    Audience.CONFIRMERS: Role.CONFIRMER,
    Audience.HEAD: Role.LEADER,
    Audience.SUPERIOR: Role.LEADER,
}
"""By which role somebody is one of those (tracker.alerts.recipients.audience)."""
_WHOSE: Final[Mapping[Audience, str]] = {
    Audience.CLERKS: "of",
    Audience.HEAD: "of",
    Audience.COORDINATORS: "beside",
    Audience.CONFIRMERS: "below",
    Audience.SUPERIOR: "below",
}
"""Whose work it is, seen from the unit of the grant: its own, coordinated by it, or below it."""
_NEAREST: Final = "below"
"""What a grant for the whole installation is told of: where nobody is nearer."""


class Told(NamedTuple):
    """One sort of alert that a person gets."""

    occasion: Occasion
    days: tuple[int, ...]
    """On which days: before the deadline, or after it; the message of the occasion says which."""
    whose: str
    """``of``, ``beside`` or ``below`` the unit."""
    unit: str | None
    """None: the whole installation."""
    channels: tuple[Channel, ...]


def told(policy: Policy, grants: Sequence[Grant], above: Mapping[str, Sequence[str]]) -> list[Told]:
    """What the policy has somebody told who holds these grants.

    Args:
        policy: the one in force.
        grants: those in force today.
        above: each unit of the grants with those above it, itself first.
    """
    found: dict[tuple[Occasion, str, str | None], set[Channel]] = {}
    for grant in grants:
        units = [] if grant.unit is None else above[grant.unit]
        for occasion in Occasion:
            for rule in policy.rules_for(occasion, units):
                whose = _WHOSE[rule.audience]
                if grant.role is _ROLES[rule.audience] and (grant.unit or whose == _NEAREST):
                    found.setdefault((occasion, whose, grant.unit), set()).update(rule.channels)
    return [
        Told(occasion, _days(policy, occasion), whose, unit, _in_order(channels))
        for (occasion, whose, unit), channels in sorted(found.items(), key=_place)
    ]


def _place(entry: tuple[tuple[Occasion, str, str | None], Collection[Channel]]) -> tuple[int, ...]:
    (occasion, whose, _), _ = entry
    return list(Occasion).index(occasion), list(_WHOSE.values()).index(whose)


def _in_order(channels: Collection[Channel]) -> tuple[Channel, ...]:
    return tuple(channel for channel in Channel if channel in channels)


def _days(policy: Policy, occasion: Occasion) -> tuple[int, ...]:
    match occasion:
        case Occasion.DUE_SOON:
            return tuple(sorted(policy.due_soon_days, reverse=True))
        case Occasion.SILENT:
            return (policy.silent_days,)
        case Occasion.PERIOD:
            return tuple(sorted(policy.period_days, reverse=True))
        case _:
            return policy.overdue_levels
