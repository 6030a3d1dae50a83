"""Calendars over HTTP: established, filled by a document, looked at before; deadlines follow."""

from typing import Any

import pytest

from tests.api.asking import refused
from tests.api.commands.giving import Desk
from tests.support.scenario import ROOT
from tracker.api.app import PREFIX
from tracker.days import iso_day
from tracker.deadlines.arithmetic import Period, PeriodUnit
from tracker.deadlines.rule import DeadlineRule

PAPER = {"issuer": "Văn phòng Chính phủ", "number": "2450/VPCP-KGVX", "date": "2024-04-12"}
OFF = {"day": "2024-05-09", "kind": "swapped_off", "name": "Nghỉ hoán đổi"}
ADOPTED = {"effective_on": "2024-06-03", "days": [OFF], "source": PAPER}


@pytest.fixture
def code(desk: Desk) -> str:
    """A calendar for a unit of its own, so that no test moves another's deadlines."""
    unit, code = desk.ref("H57."), desk.ref("LICH")
    body = {"code": unit, "name": "Phòng", "level": "office", "parent": ROOT}
    desk.post("/units", {**body, "effective_on": "2024-01-01"})
    calendar = {"code": code, "name": "Lịch của phòng", "unit": unit, "effective_on": "2024-01-01"}
    response = desk.post("/calendars", calendar)
    assert response.status_code == 201, response.text
    assert (response.headers["etag"], response.headers["location"]) == (
        '"1"',
        f"{PREFIX}/calendars/{code}",
    )
    return code


def counted(desk: Desk, code: str) -> str:
    """An item with ten working days from 30 April by that calendar."""
    calendar = desk.web.found.tracker.calendars().named(code)
    since = iso_day("2024-04-30")
    period = Period(10, PeriodUnit.WORKING_DAY)
    rule = DeadlineRule(period, since, code, calendar.version)
    return desk.assign(
        effective_on="2024-04-30",
        due_on=rule.computed(calendar).due_on.isoformat(),
        deadline_rule=rule.as_stored(),
    )


def due(desk: Desk, ref: str) -> list[Any]:
    return [(event.TOPIC, str(vars(event).get("due_on"))) for event in desk.events(ref)]


def test_a_calendar_rests_on_the_national_one_unless_it_says_otherwise(
    desk: Desk, code: str
) -> None:
    own = desk.ref("LICH")
    body = {"code": own, "name": "Riêng", "base": None, "effective_on": "2024-01-01"}
    assert desk.post("/calendars", body).status_code == 201
    calendars = desk.web.found.tracker.calendars()
    assert (calendars.about(code).base, calendars.about(own).base) == ("VN", None)
    refused(desk.post("/calendars", body), 409, "calendar_taken")


def test_days_are_adopted_and_open_deadlines_move(desk: Desk, code: str) -> None:
    ref = counted(desk, code)
    before = due(desk, ref)[0][1]
    looked = desk.post(f"/calendars/{code}/adopt-days/preview", ADOPTED)
    response = desk.post(f"/calendars/{code}/adopt-days", ADOPTED, version=1, key=f"lich-{code}")

    assert looked.status_code == 200, looked.text
    assert looked.json()["recorded"] is False
    (move,) = looked.json()["moves"]
    assert (move["ref"], move["before"]) == (ref, before)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["code"], answer["version"], answer["moved"]) == (code, 2, 1)
    assert response.headers["etag"] == '"2"'
    assert due(desk, ref)[1:] == [("directive.deadline_extended", move["after"])]
    again = desk.post(f"/calendars/{code}/adopt-days", ADOPTED, version=1, key=f"lich-{code}")
    assert again.content == response.content


def test_a_calendar_s_version_is_the_tag_that_a_write_would_name(desk: Desk, code: str) -> None:
    desk.web.found.catch_up()
    response = desk.web.get(f"/calendars/{code}", year=2024)
    assert (response.status_code, response.headers["etag"]) == (200, '"1"')


def test_a_calendar_that_changed_since_it_was_seen_says_what_changed(desk: Desk, code: str) -> None:
    path = f"/calendars/{code}/adopt-days"
    assert desk.post(path, ADOPTED, version=1).status_code == 200
    told = refused(desk.post(path, ADOPTED, version=1), 412, "stale_version")

    assert told["version"] == 2
    assert [one["type"] for one in told["changed"]] == ["calendar.days_adopted"]
    assert told["changed"][0]["days"] == [OFF]


def test_an_adoption_of_nothing_or_without_a_document_is_refused(desk: Desk, code: str) -> None:
    path = f"/calendars/{code}/adopt-days"
    nothing = desk.post(path, {**ADOPTED, "days": []}, version=1)
    unsigned = desk.post(path, {"effective_on": "2024-06-03", "days": [OFF]}, version=1)
    odd = desk.post(path, {**ADOPTED, "days": [{**OFF, "kind": "free"}]}, version=1)

    assert refused(nothing, 422, "no_days_named")["field"] == "days"
    refused(unsigned, 409, "adoption_without_document")
    assert refused(odd, 422, "expected_one_of")["field"] == "days.0.kind"


def test_the_national_calendar_begins_with_its_first_adoption(desk: Desk) -> None:
    desk.web.found.catch_up()
    looked = desk.web.get("/calendars/VN", year=2030)
    assert looked.headers["etag"] == '"0"'
    holiday = {"day": "2030-09-03", "kind": "holiday", "name": "Quốc khánh"}
    body = {**ADOPTED, "days": [holiday]}

    response = desk.post("/calendars/VN/adopt-days", body, version=0)

    assert response.status_code == 200, response.text
    assert (response.json()["version"], response.json()["event_no"]) == (2, 2)
    told = refused(desk.post("/calendars/VN/adopt-days", body, version=0), 412, "stale_version")
    assert told["version"] == 2


def test_what_one_command_records_together_is_told_together(desk: Desk, code: str) -> None:
    """A deadline that a person set puts a calendar's later move out of force."""
    ref = counted(desk, code)
    desk.post(f"/calendars/{code}/adopt-days", ADOPTED, version=1)
    assert len(desk.events(ref)) == 2

    answer = desk.acted(
        ref, "extend-deadline", 2, effective_on="2024-05-06", due_on="2024-05-31", key=f"cung-{ref}"
    )

    assert [one["type"] for one in answer["events"]] == [
        "directive.deadline_extended",
        "directive.voided",
    ]
    assert (answer["event_no"], answer["version"]) == (3, 4)
    again = desk.act(
        ref, "extend-deadline", 2, effective_on="2024-05-06", due_on="2024-05-31", key=f"cung-{ref}"
    )
    assert again.json() == answer
