"""What was seen before the morning's sweep is as good as what is seen after it."""

from datetime import time

from tests.api.asking import refused
from tests.api.commands.giving import Desk
from tracker.aggregates.events import stream_id
from tracker.commands.flagging import Looking, flag
from tracker.days import local_day
from tracker.fold.words import Kind


def flagged(desk: Desk, ref: str) -> None:
    """The sweep finds the item overdue."""
    found, now = desk.web.found, desk.web.found.clock.now()
    looking = Looking(local_day(now), now, (7, 3, 1), time(7), None)
    assert flag([stream_id(Kind.DIRECTIVE, ref)], found.tracker, looking).flags == 1


def test_a_version_from_before_the_flag_is_taken(desk: Desk) -> None:
    ref = desk.assign()
    flagged(desk, ref)
    response = desk.act(ref, "start", 1, key=f"start {ref}")
    told = response.json()
    assert response.status_code == 200, response.text
    assert (told["version"], told["event_no"], response.headers["etag"]) == (3, 3, '"3"')
    assert [event["type"] for event in told["events"]] == ["directive.started"]
    desk.acted(ref, "report-completion", 3)


def test_the_same_request_again_is_answered_alike_whatever_was_flagged_between(desk: Desk) -> None:
    ref = desk.assign()
    first = desk.act(ref, "note-progress", 1, key=f"note {ref}")
    flagged(desk, ref)
    again = desk.act(ref, "note-progress", 1, key=f"note {ref}")
    assert first.status_code == again.status_code == 200
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")


def test_whoever_is_stale_is_told_of_the_flag_too(desk: Desk) -> None:
    ref = desk.assign()
    flagged(desk, ref)
    desk.acted(ref, "start", 2)
    told = refused(desk.act(ref, "urge", 1), 412, "stale_version")
    assert told["version"] == 3
    flag_told, started = told["changed"]
    assert flag_told["type"] == "directive.overdue_flagged"
    assert (flag_told["for_due_on"], flag_told["effective_on"]) == ("2024-03-15", "2024-06-03")
    assert (flag_told["actor"], started["type"]) == ("scheduler", "directive.started")


def test_a_correction_means_the_deadline_that_was_seen(desk: Desk) -> None:
    ref = desk.assign()
    flagged(desk, ref)
    told = desk.acted(ref, "correct-deadline", 1, due_on="2024-03-31")
    assert told["version"] == 3


def test_the_timeline_says_what_a_flag_is_about(desk: Desk) -> None:
    ref = desk.assign()
    flagged(desk, ref)
    desk.web.found.catch_up()
    _, flag_told = desk.web.answer(f"/items/directive/{ref}/timeline")["events"]
    assert flag_told["for_due_on"] == "2024-03-15"
    assert flag_told["class_before"] == flag_told["class_after"] == "open_overdue"
