"""Refused accesses are in the record, and reading it is a right of its own."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from tests.api.asking import WHEN_ASKED, Web, refused
from tests.api.guard.probing import NOBODY, OPEN, PROBE, probed
from tests.conftest import Databases
from tests.support.scenario import FIRST, Office
from tracker.access.refusals import Noted, Period, all_refusals, refusals
from tracker.clock import FixedClock
from tracker.database.connect import app_conninfo
from tracker.rights.words import Act, Role

GOOD = {"authorization": "Bearer good.anna"}
COOKIE = {"cookie": "tracker_session=x"}


@pytest.fixture(scope="module")
def running(databases: Databases) -> Iterator[Web]:
    """One application for the whole file."""
    clock = FixedClock(WHEN_ASKED)
    with databases.fresh() as url, probed(url, clock=clock, trusted_proxies="127.0.0.1") as web:
        yield web


@pytest.fixture
def clock(running: Web) -> FixedClock:
    """The clock of the application, at a working morning again."""
    clock = running.found.clock
    assert isinstance(clock, FixedClock)
    clock.moment = WHEN_ASKED
    return clock


@pytest.fixture
def database_url(running: Web) -> str:
    return running.found.database_url


@pytest.fixture
def web(running: Web, clock: FixedClock, owner: Connection[Any]) -> Web:
    """The application with an empty record."""
    assert clock.moment == WHEN_ASKED
    owner.execute("truncate refused_access restart identity")
    return running


@pytest.fixture
def app_connection(database_url: str) -> Iterator[Connection[Any]]:
    """With the rights of the application, no more."""
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield connection


def recorded(web: Web, **period: Any) -> list[Noted]:
    with web.found.pool.connection() as connection:
        return refusals(connection, Period(**period))


def the_one(web: Web) -> Noted:
    (refusal,) = recorded(web)
    return refusal


# --- what is in it ------------------------------------------------------------------------------


def test_a_right_that_is_lacked_is_recorded_with_who_where_and_what(
    web: Web, clock: FixedClock
) -> None:
    headers = {**GOOD, "x-forwarded-for": "203.0.113.9"}
    response = web.send("GET", f"{PROBE}/forbidden/H57.31?secret=x", headers=headers)
    body = refused(response, 403, "unit_not_granted")
    assert the_one(web)._asdict() == {
        "refusal_no": 1,
        "at": clock.moment,
        "last_at": clock.moment,
        "times": 1,
        "account": "good.anna",
        "address": "203.0.113.9",
        "method": "GET",
        "route": f"{PROBE}/forbidden/{{unit}}",
        "path": f"{PROBE}/forbidden/H57.31",
        "code": "unit_not_granted",
        "act": "read",
        "unit": "H57.31",
        "request_id": UUID(body["request_id"]),
    }


def test_who_is_not_signed_in_has_an_address_only(web: Web) -> None:
    refused(web.send("GET", PROBE), 401, NOBODY)
    refusal = the_one(web)
    assert (refusal.account, refusal.address, refusal.code) == (None, "127.0.0.1", NOBODY)


def test_a_forged_write_is_recorded_under_the_name_that_it_used(web: Web) -> None:
    refused(web.send("POST", PROBE, headers=COOKIE), 403, "csrf_refused")
    refusal = the_one(web)
    assert (refusal.account, refusal.method, refusal.code) == ("co.cookie", "POST", "csrf_refused")


def test_what_the_guard_refuses_is_recorded_too(web: Web) -> None:
    told: dict[str, Any] = {"public_address": "http://here.example", "clock": web.found.clock}
    with probed(web.found.database_url, rate_strangers_per_minute=1, **told) as strict:
        refused(strict.send("GET", OPEN), 403, "foreign_host")
        for _ in range(5):
            strict.send("GET", OPEN, headers={"host": "here.example"})
    noted = {(one.code, one.route, one.times) for one in recorded(web)}
    # Of a flood the first is recorded; the log has them all.
    assert noted == {("foreign_host", None, 1), ("rate_limited", None, 1)}


def test_what_is_no_refusal_of_access_is_not_in_it(web: Web) -> None:
    assert web.send("GET", PROBE, headers=GOOD).status_code == 200
    assert web.send("GET", "/api/v1/nowhere").status_code == 404
    assert web.send("POST", f"{PROBE}/anyone", content=b"x" * 2_000_000).status_code == 413
    assert recorded(web) == []


@pytest.mark.parametrize(
    ("unit", "path", "kept"),
    [
        pytest.param("x" * 500, f"{PROBE}/forbidden/" + "x" * 500, "x" * 99 + "…", id="long"),
        pytest.param("a\x00b", f"{PROBE}/forbidden/a%00b", "a\ufffdb", id="what SQL cannot hold"),
        pytest.param("Sở", f"{PROBE}/forbidden/S%E1%BB%9F", "Sở", id="words"),
        pytest.param("'; --", f"{PROBE}/forbidden/'; --", "'; --", id="SQL"),
    ],
)
def test_whatever_is_asked_for_can_be_recorded(web: Web, unit: str, path: str, kept: str) -> None:
    response = web.send("GET", path, headers=GOOD)
    refused(response, 403, "unit_not_granted")
    refusal = the_one(web)
    assert refusal.unit == kept
    assert len(refusal.path) <= 200
    assert refusal.path.startswith(f"{PROBE}/forbidden/{unit[0]}")


def test_a_secret_in_an_address_is_not_in_it(web: Web) -> None:
    refused(web.send("GET", f"{PROBE}/links/s3cret"), 401, NOBODY)
    assert the_one(web).path == f"{PROBE}/links/{{secret}}"


def test_equal_refusals_of_a_minute_are_counted_in_one(web: Web, clock: FixedClock) -> None:
    clock.moment = WHEN_ASKED.replace(minute=10, second=5)
    for _ in range(4):
        clock.moment += timedelta(seconds=10)
        web.send("GET", PROBE)
    web.send("GET", PROBE, headers={"x-forwarded-for": "203.0.113.9"})
    web.send("POST", PROBE)
    clock.moment += timedelta(seconds=20)
    web.send("GET", PROBE)
    told = [(one.at.second, one.last_at.second, one.times, one.method) for one in recorded(web)]
    assert sorted(told) == sorted(
        [(15, 45, 4, "GET"), (45, 45, 1, "GET"), (45, 45, 1, "POST"), (5, 5, 1, "GET")]
    )


def test_a_flood_from_many_threads_is_one_row(web: Web) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: web.send("GET", PROBE), range(40)))
    assert the_one(web).times == 40


def test_a_record_that_cannot_be_written_leaves_the_refusal_one(
    web: Web, owner: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    owner.execute("alter table refused_access rename to moved_away")
    body = refused(web.send("GET", PROBE), 401, NOBODY)
    owner.execute("alter table moved_away rename to refused_access")
    (complaint,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert body["request_id"] in complaint.getMessage()


# --- who may write to it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "insert into refused_access (at) values (now())",
        "update refused_access set account = 'somebody.else'",
        "delete from refused_access",
        "truncate refused_access",
        "drop table refused_access",
    ],
)
def test_the_application_can_change_nothing_of_it(
    web: Web, app_connection: Connection[Any], statement: str
) -> None:
    web.send("GET", PROBE)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute(statement)
    assert the_one(web).times == 1


def test_nobody_makes_it_forget_the_last_year(web: Web, app_connection: Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        app_connection.execute("select forget_refusals(clock_timestamp() - interval '364 days')")
    web.send("GET", PROBE)
    forgotten = app_connection.execute("select forget_refusals('2024-06-03 02:00:01+00')")
    assert forgotten.fetchone() == (1,)
    assert recorded(web) == []


# --- who may read it ----------------------------------------------------------------------------


def knock(web: Web, clock: FixedClock, number: int) -> None:
    """Refusals a minute apart, the first at 09:00."""
    for index in range(number):
        clock.moment = WHEN_ASKED + timedelta(minutes=index)
        web.send("GET", f"{PROBE}/forbidden/H{index}", headers=GOOD)


@pytest.fixture(scope="module")
def auditor(running: Web) -> str:
    """The token of somebody who audits the whole installation."""
    return running.signed_in_as("kiem.tra", (Role.AUDITOR, None))


def test_who_audits_everything_reads_it_all(web: Web, clock: FixedClock, auditor: str) -> None:
    knock(web, clock, 2)
    answer = web.answer("/refusals", as_=auditor)
    assert [one["unit"] for one in answer["refusals"]] == ["H1", "H0"]
    assert answer["next"] is None
    first = answer["refusals"][-1]
    assert first["at"] == first["last_at"] == "2024-06-03T09:00:00+07:00"
    assert first["account"] == "good.anna"
    assert "refusal_no" not in first


def test_so_does_who_administers_everything(web: Web, clock: FixedClock) -> None:
    token = web.signed_in_as("quan.tri", (Role.ADMINISTRATOR, None))
    knock(web, clock, 1)
    assert len(web.answer("/refusals", as_=token)["refusals"]) == 1


def test_nobody_else_reads_it(web: Web) -> None:
    refused(web.get("/refusals"), 401, "not_signed_in")
    worker = [(role, None) for role in (Role.CLERK, Role.LEADER, Role.CONFIRMER)]
    refused(
        web.get("/refusals", as_=web.signed_in_as("nhan.vien", *worker)), 403, "act_not_granted"
    )
    nobody = web.signed_in_as("chua.giao")
    refused(web.get("/refusals", as_=nobody), 403, "act_not_granted")
    told = [(one.account, one.act, one.times) for one in recorded(web)]
    assert told == [("chua.giao", Act.AUDIT, 1), ("nhan.vien", Act.AUDIT, 1), (None, None, 1)]


def test_nor_does_who_audits_a_part(web: Web) -> None:
    Office(web.found.tracker, FixedClock(WHEN_ASKED)).settle_in()
    web.found.catch_up()
    token = web.signed_in_as("kt.noivu", (Role.AUDITOR, FIRST))
    assert web.get("/refusals", as_=token).status_code == 403
    assert the_one(web).account == "kt.noivu"


def test_pages_are_stable_while_more_is_refused(web: Web, clock: FixedClock, auditor: str) -> None:
    knock(web, clock, 5)
    seen, cursor = [], None
    for _ in range(3):
        answer = web.answer("/refusals", as_=auditor, limit=2, cursor=cursor)
        seen += [one["unit"] for one in answer["refusals"]]
        cursor = answer["next"]
        clock.moment += timedelta(minutes=1)
        web.send("GET", PROBE)
    assert (seen, cursor) == (["H4", "H3", "H2", "H1", "H0"], None)


def test_a_period_is_of_local_days_and_an_account_is_found(
    web: Web, clock: FixedClock, auditor: str
) -> None:
    for moment in ("2024-06-02T23:59", "2024-06-03T00:00", "2024-06-03T23:59", "2024-06-04T00:00"):
        clock.moment = datetime.fromisoformat(f"{moment}:00+07:00")
        web.send("GET", f"{PROBE}/forbidden/{moment[8:10]}", headers=GOOD)
    web.send("GET", PROBE)

    def units(**asked: str) -> list[str]:
        answer = web.answer("/refusals", as_=auditor, account="good.anna", **asked)
        return [one["unit"] for one in answer["refusals"]]

    assert units() == ["04", "03", "03", "02"]
    assert units(from_="2024-06-03", to="2024-06-03") == ["03", "03"]
    assert units(from_="2024-06-04") == ["04"]
    assert units(to="2024-06-02") == ["02"]
    nobody = web.answer("/refusals", as_=auditor, account="nobody")
    assert nobody == {"refusals": [], "next": None}


@pytest.mark.parametrize("cursor", ["x", "eA==", "MjAyNC0wNi0wMyAx", "////", "é"])
def test_a_cursor_that_we_did_not_give_is_refused(web: Web, auditor: str, cursor: str) -> None:
    response = web.get("/refusals", as_=auditor, cursor=cursor)
    assert refused(response, 422, "bad_cursor")["field"] == "cursor"


def test_the_whole_record_is_read_page_by_page(
    web: Web, clock: FixedClock, app_connection: Connection[Any]
) -> None:
    knock(web, clock, 3)
    assert [one.unit for one in all_refusals(app_connection, Period())] == ["H2", "H1", "H0"]
