"""What the pages of alerts have in common: who may open them, their tabs, rules in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from psycopg import Connection

from tracker.access.judging import refuse_unless_everywhere
from tracker.alerts.rules.differences import ChangedRule, ChangedValue, differences
from tracker.alerts.rules.policy import Policy, Rule
from tracker.alerts.rules.versions import BEGINNING, Version, versions
from tracker.alerts.words import Channel
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.administration.reaching import today
from tracker.web.frame.visit import Visit
from tracker.web.frame.words import NOTHING, Words

TABS: Final = (
    ("/admin/alerts", "tab_rules"),
    ("/admin/alerts/units", "tab_units"),
    ("/admin/alerts/endpoints", "tab_endpoints"),
    ("/admin/alerts/mail", "tab_mail"),
    ("/admin/alerts/deliveries", "tab_deliveries"),
    ("/admin/alerts/history", "tab_history"),
)
"""The pages of alerts, each with the message ``alerts.<name>``."""
MOST_TOLD: Final = 50
"""Versions that are told."""


@dataclass(frozen=True, kw_only=True)
class ToldVersion:
    """A version of the policy, with what it changed, a sentence each."""

    version: Version
    changes: Sequence[str]


def refuse_unless_seen(visit: Visit) -> None:
    """Rules and deliveries concern everybody: who audits or administers everything sees them.

    Raises:
        ForbiddenError: the visitor may not.
    """
    refuse_unless_everywhere(visit.caller, Act.AUDIT)


def refuse_unless_run(visit: Visit) -> None:
    """They are changed by who administers the whole installation.

    Raises:
        ForbiddenError: the visitor does not.
    """
    refuse_unless_everywhere(visit.caller, Act.RUN_PEOPLE)


def may_run(visit: Visit) -> bool:
    """Whether the visitor may change anything here."""
    return visit.caller.may_everywhere(Act.RUN_PEOPLE)


def names_of(connection: Connection[Any], visit: Visit, rules: Iterable[Rule]) -> Mapping[str, str]:
    """What the units of rules are called today."""
    codes = {rule.unit for rule in rules if rule.unit is not None}
    return unit_names(connection, codes, today(connection, visit))


def told_since(connection: Connection[Any], visit: Visit, seen: int) -> list[ToldVersion]:
    """The versions laid down after the one that somebody saw, youngest first."""
    return [
        one
        for one in told_versions(connection, visit, versions(connection, MOST_TOLD))
        if one.version.policy_no > seen
    ]


def told_versions(
    connection: Connection[Any], visit: Visit, found: Sequence[Version]
) -> list[ToldVersion]:
    """Versions with what each changed of the one before; the oldest begins from the default."""
    last = found[-1].policy_no if found else 0
    before = [*found[1:], *versions(connection, 1, before=last)]
    if len(before) < len(found):
        before.append(BEGINNING)
    pairs = list(zip(found, before, strict=True))
    rules = [rule for one in (*found, *before) for rule in one.policy.rules]
    names = names_of(connection, visit, rules)
    return [
        ToldVersion(version=new, changes=changes_of(old.policy, new.policy, names, visit.words))
        for new, old in pairs
    ]


def changes_of(before: Policy, after: Policy, names: Mapping[str, str], words: Words) -> list[str]:
    """What changed, a sentence each."""
    return [_told(one, names, words) for one in differences(before, after)]


def _told(change: ChangedValue | ChangedRule, names: Mapping[str, str], words: Words) -> str:
    if isinstance(change, ChangedValue):
        return words.say(
            "alerts.value_changed",
            what=words.say(f"alerts.{change.field}"),
            before=value_told(change.before),
            after=value_told(change.after),
        )
    return words.say(
        "alerts.rule_changed",
        rule=rule_told(change.rule, names, words),
        before=channels_told(change.before, words),
        after=channels_told(change.after, words),
    )


def value_told(value: object) -> str:
    """Days or an hour as they are typed."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or NOTHING
    return str(value)


def rule_told(rule: Rule, names: Mapping[str, str], words: Words) -> str:
    """Of what whom a rule tells, where."""
    where = words.say("scope.everywhere")
    if rule.unit is not None:
        where = names.get(rule.unit, rule.unit)
    occasion, audience = f"occasion.{rule.occasion}", f"audience.{rule.audience}"
    return words.say(
        "alerts.rule_told", occasion=words.say(occasion), audience=words.say(audience), where=where
    )


def channels_told(channels: Iterable[Channel], words: Words) -> str:
    """The ways, or that there is none."""
    told = ", ".join(words.say(f"channel.{one}") for one in channels)
    return told or words.say("alerts.no_way")
