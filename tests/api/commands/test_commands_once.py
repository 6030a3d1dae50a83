"""A request with a key is done once, however often and however much at the same time it comes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import Connection

from tests.api.asking import WHEN_ASKED, refused, serving
from tests.api.commands.giving import ACTOR, ON, Desk, assignment
from tests.api.test_api_at_once import listening
from tests.conftest import Databases
from tests.support.scenario import ROOT, SECOND
from tests.support.waiting import GUARD
from tracker.clock import FixedClock
from tracker.commands.items import Start, act
from tracker.days import local_day
from tracker.fold.words import Kind
from tracker.idempotency.claims import LIFE

POSTS = 200
TOGETHER = 6


@pytest.fixture
def rows(desk: Desk) -> Iterator[Connection[Any]]:
    """A look at what is kept."""
    url = f"{desk.web.found.database_url}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set search_path = tracker")
        yield connection


def same(first: httpx.Response, second: httpx.Response) -> bool:
    """Whether two answers are the same in all that a caller builds on."""
    told = ("etag", "location", "content-type")
    return (first.status_code, first.content) == (second.status_code, second.content) and [
        first.headers.get(name) for name in told
    ] == [second.headers.get(name) for name in told]


def test_the_same_request_again_gets_the_same_answer_and_records_nothing(desk: Desk) -> None:
    ref = desk.assign()
    first = desk.act(ref, "start", key="mot")
    desk.acted(ref, "note-progress", 2)
    again = desk.act(ref, "start", key="mot")

    assert same(first, again)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(desk.events(ref)) == 3


def test_an_assignment_again_answers_where_it_is(desk: Desk) -> None:
    body = assignment(Kind.FINDING, desk.ref("KL"))
    first = desk.post("/items/finding", body, key="giao")
    again = desk.post("/items/finding", body, key="giao")

    assert first.status_code == 201
    assert same(first, again)


def test_how_the_body_is_laid_out_is_no_part_of_it(desk: Desk) -> None:
    ref = desk.assign()
    path = f"/items/directive/{ref}/start"
    laid_out = [
        '{"effective_on": "2024-03-08", "note": "kết quả"}',
        '{"note":"ke\u0302\u0301t qua\u0309","effective_on":"2024-03-08"}',
    ]
    first, second = (
        desk.post(path, content=text.encode(), version=1, key=f"bay-{ref}") for text in laid_out
    )
    assert first.status_code == 200
    assert same(first, second)


def test_the_same_key_for_something_else_is_refused(desk: Desk) -> None:
    ref, other = desk.assign(), desk.assign()
    key = f"khoa-{ref}"
    desk.acted(ref, "start", key=key)

    others = [
        desk.act(ref, "start", key=key, note="khác"),
        desk.act(ref, "start", 2, key=key),
        desk.act(ref, "note-progress", key=key),
        desk.act(other, "start", key=key),
    ]

    for response in others:
        assert refused(response, 422, "idempotency_key_reused")["field"] == "Idempotency-Key"
    assert len(desk.events(ref)) == 2
    assert len(desk.events(other)) == 1


def test_a_refused_request_leaves_its_key_to_the_corrected_one(desk: Desk) -> None:
    ref = desk.assign()
    key = f"sua-{ref}"
    refused(
        desk.act(ref, "start", key=key, effective_on="2024-06-04"), 409, "effective_after_recording"
    )
    refused(desk.act(ref, "start", 5, key=key), 412, "stale_version")
    refused(desk.act("CHUA-CO", "start", key=key), 404, "unknown_item")

    corrected = desk.act(ref, "start", key=key)

    assert corrected.status_code == 200
    assert same(corrected, desk.act(ref, "start", key=key))


def test_no_key_is_kept_of_a_malformed_request(desk: Desk, rows: Connection[Any]) -> None:
    refused(desk.act("X", "start", key="hong", due_on=ON), 422, "unknown_field")
    found = rows.execute("select count(*) from idempotency where key = 'hong'").fetchone()
    assert found == (0,)


def test_a_repeat_whose_first_answer_was_lost_gets_it_from_the_log(
    desk: Desk, rows: Connection[Any]
) -> None:
    """As when the machine stops after the event is recorded and before the answer is kept."""
    ref = desk.assign()
    key = f"mat-{ref}"
    first = desk.act(ref, "report-completion", key=key)
    desk.acted(ref, "confirm-completion", 2)
    forgot = "update idempotency set status = null, headers = null, body = null where key = %s"
    assert rows.execute(forgot, (key,)).rowcount == 1

    again = desk.act(ref, "report-completion", key=key)

    assert same(first, again)
    assert len(desk.events(ref)) == 3


def test_a_repeat_of_what_was_never_recorded_does_it(desk: Desk, rows: Connection[Any]) -> None:
    """As when the machine stops before the event is recorded."""
    ref = desk.assign()
    key = f"chua-{ref}"
    first = desk.act(ref, "start", key=key)
    rows.execute(
        "update idempotency set status = null, headers = null, body = null,"
        " command_id = gen_random_uuid() where key = %s",
        (key,),
    )
    again = desk.act(ref, "start", key=key)

    assert first.status_code == 200
    refused(again, 412, "stale_version")
    assert len(desk.events(ref)) == 2


def test_the_log_knows_the_command_again_whoever_answers(desk: Desk, rows: Connection[Any]) -> None:
    """The row says which command it is; given by another way, it is recorded once as well."""
    ref, other = desk.assign(), desk.assign()
    desk.acted(other, "start", key=f"hai-{ref}")
    row = rows.execute("select command_id from idempotency where key = %s", (f"hai-{ref}",))
    (command_id,) = row.fetchone() or ()
    assert isinstance(command_id, UUID)
    found = desk.web.found
    again = Start(
        kind=Kind.DIRECTIVE,
        ref=other,
        expected_version=1,
        actor=ACTOR,
        effective_on=local_day(found.clock.now()),
        command_id=str(command_id),
    )
    assert act(again, found.tracker, found.clock).position is None
    assert len(desk.events(other)) == 2


def test_after_24_hours_a_key_is_as_new(databases: Databases) -> None:
    clock = FixedClock(WHEN_ASKED)
    with databases.fresh() as url, serving(url, clock=clock) as web:
        web.office().settle_in()
        desk = Desk(web)
        ref = desk.assign()
        first = desk.act(ref, "start", key="khoa")
        clock.moment = WHEN_ASKED + LIFE - timedelta(seconds=1)
        assert same(first, desk.act(ref, "start", key="khoa"))
        clock.moment = WHEN_ASKED + LIFE

        refused(desk.act(ref, "start", key="khoa"), 412, "stale_version")
        anew = desk.act(ref, "suspend", 2, key="khoa")
        assert anew.status_code == 200
        assert same(anew, desk.act(ref, "suspend", 2, key="khoa"))
        assert len(desk.events(ref)) == 3


def test_a_reform_again_tells_the_same_however_its_first_answer_went(
    desk: Desk, rows: Connection[Any]
) -> None:
    code = desk.ref("H57.")
    unit = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": ROOT}
    desk.post("/units", {**unit, "effective_on": "2024-01-01"})
    for _ in range(3):
        desk.assign(unit=code)
    body = {"effective_on": "2024-05-01", "into": SECOND}

    first = desk.post(f"/units/{code}/merge", body, version=1, key=f"nhap-{code}")
    rows.execute(
        "update idempotency set status = null, headers = null, body = null where key = %s",
        (f"nhap-{code}",),
    )
    desk.assign(unit=SECOND)
    again = desk.post(f"/units/{code}/merge", body, version=1, key=f"nhap-{code}")

    assert first.status_code == 200, first.text
    assert first.json()["transferred"] == 3
    assert same(first, again)


@pytest.mark.parametrize("turn", range(3))
def test_work_given_at_once_with_one_key_is_one_item(desk: Desk, turn: int) -> None:
    body = assignment(Kind.DIRECTIVE, desk.ref("CÙNG"))
    ready = Barrier(TOGETHER)

    def send(_: int) -> httpx.Response:
        ready.wait(GUARD)
        return desk.post("/items/directive", body, key=f"cung-{turn}")

    with ThreadPoolExecutor(TOGETHER) as threads:
        first, *others = list(threads.map(send, range(TOGETHER)))

    assert first.status_code == 201
    assert all(same(first, other) for other in others)


@pytest.mark.parametrize("turn", range(3))
def test_a_reform_at_once_with_one_key_is_one_reform(desk: Desk, turn: int) -> None:
    """Whoever comes second finds the unit without items, and is told what the first was told."""
    code = desk.ref("H57.")
    unit = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": ROOT}
    desk.post("/units", {**unit, "effective_on": "2024-01-01"})
    here, there = desk.assign(unit=code), desk.assign(unit=code)
    body = {
        "effective_on": "2024-05-01",
        "into": SECOND,
        "items": [{"kind": "directive", "ref": there, "unit": ROOT}],
    }
    ready = Barrier(TOGETHER)

    def send(_: int) -> httpx.Response:
        ready.wait(GUARD)
        return desk.post(f"/units/{code}/merge", body, version=1, key=f"nhap-cung-{turn}")

    with ThreadPoolExecutor(TOGETHER) as threads:
        first, *others = list(threads.map(send, range(TOGETHER)))

    assert first.status_code == 200, first.text
    assert first.json()["transferred"] == 2
    assert all(same(first, other) for other in others)
    assert [vars(desk.events(ref)[-1])["to_unit"] for ref in (here, there)] == [SECOND, ROOT]
    assert len(desk.web.found.tracker.unit(code).happenings) == 2


def test_two_hundred_posts_with_one_key_at_once_are_one_event_and_one_answer(
    databases: Databases,
) -> None:
    """Over a real server with more askers than connections, none waits for another for ever."""
    with databases.fresh() as url, serving(url) as web, listening(web) as base:
        web.office().settle_in()
        desk = Desk(web)
        ref = desk.assign()
        headers = {**web.credentials, "if-match": '"1"', "idempotency-key": "hai-tram"}
        address = f"{base}/items/directive/{ref}/report-completion"

        ready = Barrier(POSTS)
        # Built once: each would read the machine's certificates anew.
        many = httpx.Client(
            timeout=GUARD, limits=httpx.Limits(max_connections=POSTS), headers=headers
        )

        def send(_: int) -> httpx.Response:
            ready.wait(GUARD)
            return many.post(address, json={"effective_on": ON})

        with many, ThreadPoolExecutor(POSTS) as threads:
            answers = list(threads.map(send, range(POSTS)))

        assert {answer.status_code for answer in answers} == {200}
        assert {(answer.content, answer.headers["etag"]) for answer in answers} == {
            (answers[0].content, '"2"')
        }
        assert len(desk.events(ref)) == 2
