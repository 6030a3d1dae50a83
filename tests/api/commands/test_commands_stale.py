"""A form opened yesterday overwrites nothing, and is told what was changed since."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx

from tests.api.asking import refused
from tests.api.commands.giving import Desk
from tests.support.scenario import FIRST, ROOT, SECOND
from tests.support.waiting import GUARD
from tracker.fold.words import Kind

CLERKS = 8


def test_a_stale_version_is_told_what_was_recorded_since(desk: Desk) -> None:
    ref = desk.assign()
    desk.acted(ref, "start")
    desk.acted(ref, "note-progress", 2, note="Đã rà soát 3/8 phòng")

    response = desk.act(ref, "report-completion")
    told = refused(response, 412, "stale_version")

    assert (told["version"], response.headers["etag"]) == (3, '"3"')
    assert [(one["no"], one["type"]) for one in told["changed"]] == [
        (2, "directive.started"),
        (3, "directive.progress_noted"),
    ]
    assert told["changed"][1]["note"] == "Đã rà soát 3/8 phòng"
    assert len(desk.events(ref)) == 3
    desk.acted(ref, "report-completion", told["version"])


def test_a_version_that_is_yet_to_come_was_not_seen(desk: Desk) -> None:
    ref = desk.assign()
    told = refused(desk.act(ref, "start", 7), 412, "stale_version")
    assert (told["version"], told["changed"]) == (1, [])


def test_a_stale_target_and_a_stale_unit_say_so_too(desk: Desk) -> None:
    code = desk.ref("H57.")
    unit = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": ROOT}
    assert desk.post("/units", {**unit, "effective_on": "2024-01-01"}).status_code == 201
    name = {"name": "Phòng Y tế và Dân số", "effective_on": "2024-02-01"}
    assert desk.post(f"/units/{code}/rename", name, version=1).status_code == 200

    told = refused(desk.post(f"/units/{code}/rename", name, version=1), 412, "stale_version")

    assert told["version"] == 2
    assert [one["type"] for one in told["changed"]] == ["unit.renamed"]
    assert told["changed"][0]["name"] == "Phòng Y tế và Dân số"


def test_what_is_against_a_rule_as_it_is_now_is_stale_first(desk: Desk) -> None:
    """Whoever saw an open item is told that it was withdrawn, not that a rule forbids it."""
    ref = desk.assign()
    desk.acted(ref, "withdraw")
    told = refused(desk.act(ref, "start"), 412, "stale_version")
    assert [one["type"] for one in told["changed"]] == ["directive.withdrawn"]


def race(desk: Desk, requests: list[tuple[str, dict[str, Any]]]) -> list[httpx.Response]:
    """All of them at the same moment, having seen version 1."""
    ready = Barrier(len(requests))

    def send(request: tuple[str, dict[str, Any]]) -> httpx.Response:
        path, body = request
        ready.wait(GUARD)
        return desk.post(path, body, version=1)

    with ThreadPoolExecutor(len(requests)) as clerks:
        return list(clerks.map(send, requests))


def test_of_two_clerks_at_once_one_records_and_the_other_is_told_what(desk: Desk) -> None:
    ref = desk.assign()
    path = f"/items/directive/{ref}"
    first, second = race(
        desk,
        [
            (f"{path}/report-completion", {"effective_on": "2024-03-07"}),
            (f"{path}/transfer", {"effective_on": "2024-03-06", "to_unit": SECOND}),
        ],
    )

    won, lost = (first, second) if first.status_code == 200 else (second, first)
    (event,) = won.json()["events"]
    assert won.status_code == 200
    assert lost.status_code == 412
    assert lost.json()["version"] == 2
    assert lost.json()["changed"] == [event]
    assert [happening.TOPIC for happening in desk.events(ref)][1:] == [event["type"]]


def test_of_many_clerks_at_once_one_records(desk: Desk) -> None:
    ref = desk.assign()
    path = f"/items/directive/{ref}/note-progress"
    notes = [{"effective_on": "2024-03-07", "note": f"Người {n}"} for n in range(CLERKS)]
    answers = race(desk, [(path, note) for note in notes])

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (CLERKS - 1)
    assert len(desk.events(ref)) == 2


def test_of_many_who_give_the_same_reference_one_does(desk: Desk) -> None:
    ref = desk.ref("NV")
    bodies = [
        {
            "ref": ref,
            "unit": FIRST,
            "title": f"Việc {n}",
            "due_on": None,
            "plan": "07/QĐ-UBND",
            "area": "procedures",
            "effective_on": "2024-01-02",
        }
        for n in range(CLERKS)
    ]
    answers = race(desk, [("/items/plan_task", body) for body in bodies])

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (CLERKS - 1)
    assert len(desk.events(ref, Kind.PLAN_TASK)) == 1
