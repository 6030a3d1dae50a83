"""A key and its command: claimed, kept, freed, forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool
from pydantic import SecretStr

from scheduler import jobs
from tests.support.scenario import FIRST, Office
from tracker.bootstrap import opened
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.idempotency.claims import (
    LIFE,
    Claim,
    Outcome,
    Request,
    claim,
    forget,
    free,
    keep,
)
from tracker.settings import Settings

NOW = datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE)
ANSWER = Outcome(200, {"ETag": '"2"'}, b'{"version":2}')
OTHER = Outcome(200, {"ETag": '"3"'}, b'{"version":3}')
SECOND = timedelta(seconds=1)


@pytest.fixture
def connection(pool: ConnectionPool[Connection[Any]]) -> Iterator[Connection[Any]]:
    """With the rights that the application has."""
    with pool.connection() as connection:
        yield connection


def request(key: str = "k", asked: bytes = b"a") -> Request:
    return Request(ACCOUNT, key, asked)


ACCOUNT = uuid4()


def claimed(connection: Connection[Any], asked: Request, now: datetime = NOW) -> Claim:
    return claim(connection, asked, uuid4(), now)


def test_whoever_repeats_gets_the_same_command(connection: Connection[Any]):
    first = claimed(connection, request())
    again = claimed(connection, request())

    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.command_id == first.command_id
    assert (first.outcome, again.outcome) == (None, None)


def test_accounts_and_keys_have_nothing_to_do_with_each_other(connection: Connection[Any]):
    commands = {
        claimed(connection, asked).command_id
        for asked in (request(), request("other"), request()._replace(account=uuid4()))
    }
    assert len(commands) == 3


def test_the_first_answer_that_is_kept_is_everybody_s(connection: Connection[Any]):
    first = claimed(connection, request())

    assert keep(connection, request(), first, ANSWER, NOW) == ANSWER
    assert keep(connection, request(), first, OTHER, NOW) == ANSWER
    assert claimed(connection, request()).outcome == ANSWER


def test_a_key_for_something_else_is_refused_and_left_as_it_is(connection: Connection[Any]):
    first = claimed(connection, request())
    keep(connection, request(), first, ANSWER, NOW)

    with pytest.raises(InvalidInputError) as caught:
        claimed(connection, request(asked=b"b"))

    assert caught.value.code == "idempotency_key_reused"
    assert claimed(connection, request()).outcome == ANSWER


def test_a_freed_key_is_as_new_and_an_answered_one_is_not_freed(connection: Connection[Any]):
    first = claimed(connection, request())
    free(connection, request(), first)
    second = claimed(connection, request(asked=b"b"))
    assert (second.is_repeat, second.command_id == first.command_id) == (False, False)

    keep(connection, request(asked=b"b"), second, ANSWER, NOW)
    free(connection, request(asked=b"b"), second)
    assert claimed(connection, request(asked=b"b")).outcome == ANSWER


def test_an_answer_is_kept_though_the_key_was_freed_meanwhile(connection: Connection[Any]):
    """Another who sent the same was refused, a moment before the first was done."""
    first = claimed(connection, request())
    free(connection, request(), first)

    assert keep(connection, request(), first, ANSWER, NOW) == ANSWER
    assert claimed(connection, request()).outcome == ANSWER


def test_an_answer_goes_before_nothing_that_took_the_key_meanwhile(connection: Connection[Any]):
    first = claimed(connection, request())
    free(connection, request(), first)
    second = claimed(connection, request(asked=b"b"))

    assert keep(connection, request(), first, ANSWER, NOW) == ANSWER
    assert keep(connection, request(asked=b"b"), second, OTHER, NOW) == OTHER
    assert claimed(connection, request(asked=b"b")).outcome == OTHER


def test_a_key_lives_for_24_hours_from_its_first_use(connection: Connection[Any]):
    first = claimed(connection, request())
    keep(connection, request(), first, ANSWER, NOW)

    assert claimed(connection, request(), NOW + LIFE - SECOND).outcome == ANSWER
    anew = claimed(connection, request(asked=b"b"), NOW + LIFE)
    assert (anew.is_repeat, anew.outcome) == (False, None)
    assert claimed(connection, request(asked=b"b"), NOW + LIFE + LIFE - SECOND).is_repeat


def test_a_claim_says_after_which_position_its_events_stand(
    connection: Connection[Any], office: Office
):
    before = office.assign(Kind.DIRECTIVE, "CD-1", unit=FIRST).position
    first = claimed(connection, request())
    office.assign(Kind.DIRECTIVE, "CD-2", unit=FIRST)

    assert first.since == before
    assert claimed(connection, request()).since == before


def test_what_nobody_can_repeat_is_forgotten(connection: Connection[Any]):
    claimed(connection, request("old"), NOW)
    claimed(connection, request("young"), NOW + SECOND)

    assert forget(connection, NOW + LIFE) == 1
    assert forget(connection, NOW + LIFE) == 0
    assert claimed(connection, request("young"), NOW + LIFE).is_repeat


def test_the_scheduler_forgets_every_night(database_url: str, connection: Connection[Any]):
    claimed(connection, request())
    clock = FixedClock(NOW + LIFE)
    with opened(Settings(database_url=SecretStr(database_url)), clock=clock) as found:
        assert jobs.forget_keys(found, Event()).told == {"forgotten": 1}
        assert jobs.forget_keys(found, Event()).told == {"forgotten": 0}
