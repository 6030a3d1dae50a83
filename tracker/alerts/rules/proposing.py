"""A policy that somebody proposes: checked field by field before it is laid down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from psycopg import Connection
from pydantic import ValidationError

from tracker.alerts.rules.policy import Policy, Rule
from tracker.alerts.words import Audience, Occasion
from tracker.commands.checking import InvalidCommandError, in_nfc
from tracker.entry.problems import Problem, problems_of
from tracker.errors import NotFoundError
from tracker.reading.cut import refuse_unknown_unit

MOST_DAYS: Final = 12
"""Days or waits in a row; more would be an alert for ever."""
MOST_RULES: Final = 500
_TOGETHER: Final = {"expected_morning_first": "evening", "expected_personal_channel": "rules"}


def proposed(connection: Connection[Any], told: Mapping[str, Any]) -> Policy:
    """The policy as it may be laid down: days in order, rules in order.

    Args:
        connection: to the read model, which knows the units.
        told: the fields of a :class:`Policy`, as JSON has them.

    Raises:
        InvalidCommandError: naming every field in the way, its value and what was expected.
    """
    try:
        policy = Policy.model_validate(in_nfc(told))
    except ValidationError as error:
        problems = [_placed(problem) for problem in problems_of(error)]
        raise InvalidCommandError(problems) from error
    problems = [*_of_days(policy), *_of_rules(policy.rules), *_of_units(connection, policy.rules)]
    if problems:
        raise InvalidCommandError(problems)
    return policy.model_copy(
        update={
            "due_soon_days": tuple(sorted(policy.due_soon_days, reverse=True)),
            "period_days": tuple(sorted(policy.period_days, reverse=True)),
            "rules": tuple(sorted(policy.rules, key=_order)),
        }
    )


def makes_sense(occasion: Occasion, audience: Audience) -> bool:
    """Whether the audience can be told of it: a closing period has no item with coordinators."""
    return occasion is not Occasion.PERIOD or audience in {Audience.CLERKS, Audience.HEAD}


def _placed(problem: Problem) -> Problem:
    """What is wrong with several fields together stands beside the last of them."""
    return problem._replace(field=_TOGETHER.get(problem.code, problem.field))


def _of_days(policy: Policy) -> Iterator[Problem]:
    for field in ("due_soon_days", "overdue_waits", "period_days"):
        days: Sequence[int] = getattr(policy, field)
        if len(days) > MOST_DAYS:
            yield Problem(field, "too_many_days", {"most": MOST_DAYS, "found": len(days)})
        twice = [day for day, times in Counter(days).items() if times > 1]
        if twice and field != "overdue_waits":
            yield Problem(field, "repeated_day", {"value": twice[0]})
    last = policy.overdue_levels[-1]
    if policy.silent_days > last:
        # Silence is judged when a level is reached, and after the last one none is.
        details = {"value": policy.silent_days, "most": last}
        yield Problem("silent_days", "expected_at_most", details)


def _of_rules(rules: Sequence[Rule]) -> Iterator[Problem]:
    if len(rules) > MOST_RULES:
        yield Problem("rules", "too_many_rules", {"most": MOST_RULES})
    seen: set[tuple[object, ...]] = set()
    for index, rule in enumerate(rules):
        said = (rule.occasion, rule.audience, rule.unit)
        if said in seen:
            yield Problem(f"rules.{index}", "rule_twice", {"unit": rule.unit or "-"})
        seen.add(said)
        if not rule.channels:
            yield Problem(f"rules.{index}.channels", "no_channel", {})
        if not makes_sense(rule.occasion, rule.audience):
            details = {"value": rule.audience.value, "expected": "clerks, head"}
            yield Problem(f"rules.{index}.audience", "expected_one_of", details)


def _of_units(connection: Connection[Any], rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        if rule.unit is not None:
            try:
                refuse_unknown_unit(connection, rule.unit)
            except NotFoundError as error:
                yield Problem(f"rules.{index}.unit", error.code, {"value": rule.unit})


def _order(rule: Rule) -> tuple[str, int, int]:
    occasion, audience = list(Occasion).index(rule.occasion), list(Audience).index(rule.audience)
    return rule.unit or "", occasion, audience
