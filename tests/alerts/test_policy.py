"""The policy: whose rules hold where, which version holds when, and what can be none."""

from datetime import time, timedelta
from typing import Any

import psycopg
import pytest
from pydantic import ValidationError

from tests.alerts.desk import BELOW, Desk
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.alerts.rules.policy import DEFAULT, Policy, Rule, policy_at, set_policy
from tracker.alerts.rules.proposing import proposed
from tracker.alerts.words import Audience, Channel, Occasion
from tracker.commands.checking import InvalidCommandError


def test_by_default_everybody_is_told_what_he_can_do_something_about() -> None:
    audiences = {
        occasion: [rule.audience for rule in DEFAULT.rules_for(occasion, [FIRST])]
        for occasion in Occasion
    }
    assert audiences == {
        Occasion.DUE_SOON: [Audience.CLERKS, Audience.COORDINATORS],
        Occasion.OVERDUE: [Audience.CLERKS, Audience.HEAD],
        Occasion.WAITING: [Audience.CONFIRMERS],
        Occasion.SILENT: [Audience.SUPERIOR],
        Occasion.PERIOD: [Audience.CLERKS, Audience.HEAD],
    }


def test_the_nearest_unit_with_rules_for_the_occasion_has_the_say() -> None:
    def rule(audience: Audience, unit: str | None, occasion: Occasion = Occasion.OVERDUE) -> Rule:
        return Rule(occasion=occasion, audience=audience, unit=unit)

    everywhere, district = rule(Audience.CLERKS, None), rule(Audience.HEAD, ROOT)
    office = [rule(Audience.SUPERIOR, SECOND), rule(Audience.CONFIRMERS, SECOND)]
    other = rule(Audience.CLERKS, FIRST, Occasion.WAITING)
    policy = Policy(rules=(everywhere, district, *office, other))
    assert policy.rules_for(Occasion.OVERDUE, [BELOW, SECOND, ROOT]) == office
    assert policy.rules_for(Occasion.OVERDUE, [FIRST, ROOT]) == [district]
    assert policy.rules_for(Occasion.OVERDUE, ["T93"]) == [everywhere]
    assert policy.rules_for(Occasion.WAITING, ["T93"]) == []


def test_the_levels_are_the_waits_added_up() -> None:
    assert Policy(overdue_waits=(1, 1, 5)).overdue_levels == (1, 2, 3, 8)
    assert Policy(overdue_waits=()).overdue_levels == (1,)


def test_each_moment_has_the_policy_that_was_in_force(desk: Desk) -> None:
    first = DEFAULT.model_copy(update={"silent_days": 3})
    second = DEFAULT.model_copy(update={"morning": time(6, 30), "rules": ()})
    set_policy(desk.connection, first, "quan.tri", desk.now)
    later = desk.now + timedelta(days=9)
    set_policy(desk.connection, second, "quan.tri", later)
    before = desk.now - timedelta(seconds=1)
    moments = (before, desk.now, later - timedelta(seconds=1), later)
    found = [policy_at(desk.connection, moment) for moment in moments]
    assert found == [DEFAULT, first, first, second]


def test_a_policy_that_held_cannot_be_changed_afterwards(desk: Desk) -> None:
    set_policy(desk.connection, DEFAULT, "quan.tri", desk.now)
    for statement in ("update alert_policy set set_by = 'x'", "delete from alert_policy"):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            desk.owner.execute(statement.encode())


@pytest.mark.parametrize(
    "said",
    [
        {"morning": time(18), "evening": time(18)},
        {"silent_days": 0},
        {"due_soon_days": (0,)},
        {"overdue_waits": (367,)},
        {"rules": ({"occasion": "overdue", "audience": "clerks", "channels": ("text",)},)},
        {"rules": ({"occasion": "overdue", "audience": "everybody"},)},
        {"colour": "red"},
    ],
)
def test_what_can_be_no_policy_is_none(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Policy(**said)


def test_silence_longer_than_the_last_level_would_never_be_told(desk: Desk) -> None:
    told = {"overdue_waits": [2, 4], "silent_days": 7, "rules": []}
    assert proposed(desk.connection, told).silent_days == 7
    with pytest.raises(InvalidCommandError) as refused:
        proposed(desk.connection, {**told, "silent_days": 8})
    assert [problem.field for problem in refused.value.problems] == ["silent_days"]


def test_people_are_told_by_inbox_and_mail_unless_said_otherwise() -> None:
    rule = Rule(occasion=Occasion.OVERDUE, audience=Audience.CLERKS)
    assert rule.channels == (Channel.INBOX, Channel.EMAIL)


@pytest.mark.parametrize("hour", ["07:00Z", "07:00+07:00", "07:00:30", "3600", "25:00", "7 giờ"])
def test_an_hour_is_a_local_one_to_the_minute(desk: Desk, hour: str) -> None:
    """One with a zone would stop every sweep and digest: it cannot be held against our clock."""
    evening = hour.replace("07", "18") if hour.startswith("07") else hour
    for told, fields in (
        ({"morning": hour}, ["morning"]),
        ({"morning": hour, "evening": evening}, ["morning", "evening"]),
    ):
        with pytest.raises(InvalidCommandError) as refused:
            proposed(desk.connection, told)
        found = [(problem.field, problem.code) for problem in refused.value.problems]
        assert found == [(field, "expected_time") for field in fields]


@pytest.mark.parametrize("unit", ["", "H57\x00", "H57\ud800", "H" * 201])
def test_what_can_be_no_unit_s_code_is_refused(desk: Desk, unit: str) -> None:
    with pytest.raises(InvalidCommandError) as refused:
        proposed(
            desk.connection,
            {"rules": [{"occasion": "overdue", "audience": "head", "unit": unit}]},
        )
    assert [problem.field for problem in refused.value.problems] == ["rules.0.unit"]
