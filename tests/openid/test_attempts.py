"""An attempt is one browser's, comes back once, and within ten minutes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.conftest import Databases
from tracker.clock import FixedClock
from tracker.database.connect import open_pool, owner_conninfo
from tracker.errors import UnauthenticatedError
from tracker.openid.provider import draw_secrets
from tracker.people.openid_attempts import Begun, begin_attempt, take_attempt

Pool = ConnectionPool[Connection[Any]]


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="module")
def pool(url: str) -> Iterator[Pool]:
    with open_pool(url, size=2) as pool:
        yield pool


@pytest.fixture
def stored(url: str) -> Iterator[Connection[Any]]:
    """What is kept, seen by the owner; nothing at first."""
    with psycopg.connect(owner_conninfo(url), autocommit=True) as connection:
        connection.execute("delete from openid_attempt")
        yield connection


def refused(pool: Pool, secret: str | None, state: str | None, clock: FixedClock) -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        take_attempt(pool, secret, state, clock.now())
    assert caught.value.code == "openid_state"


def test_what_was_begun_comes_back_once(pool: Pool, clock: FixedClock) -> None:
    drawn = draw_secrets()
    secret = begin_attempt(pool, drawn, "/items", None, clock.now())
    assert take_attempt(pool, secret, drawn.state, clock.now()) == Begun(drawn, "/items", None)
    refused(pool, secret, drawn.state, clock)


def test_it_remembers_whose_account_is_being_linked(pool: Pool, clock: FixedClock) -> None:
    drawn = draw_secrets()
    secret = begin_attempt(pool, drawn, "/", "an.nguyen", clock.now())
    assert take_attempt(pool, secret, drawn.state, clock.now()).linking == "an.nguyen"


@pytest.mark.parametrize("state", ["other", "", None, "đ"])
def test_an_answer_to_another_question_uses_it_up(
    pool: Pool, clock: FixedClock, state: str | None
) -> None:
    drawn = draw_secrets()
    secret = begin_attempt(pool, drawn, "/", None, clock.now())
    refused(pool, secret, state, clock)
    refused(pool, secret, drawn.state, clock)


@pytest.mark.parametrize("secret", ["other", "", None])
def test_another_browser_does_not_know_it(
    pool: Pool, clock: FixedClock, secret: str | None
) -> None:
    drawn = draw_secrets()
    begin_attempt(pool, drawn, "/", None, clock.now())
    refused(pool, secret, drawn.state, clock)


def test_it_lasts_ten_minutes(pool: Pool, clock: FixedClock) -> None:
    drawn = draw_secrets()
    early, late = (begin_attempt(pool, drawn, "/", None, clock.now()) for _ in range(2))
    clock.moment += timedelta(minutes=10) - timedelta(seconds=1)
    assert take_attempt(pool, early, drawn.state, clock.now()).drawn == drawn
    clock.moment += timedelta(seconds=1)
    refused(pool, late, drawn.state, clock)


def test_those_that_never_came_back_are_forgotten_by_the_next(
    pool: Pool, clock: FixedClock, stored: Connection[Any]
) -> None:
    for _ in range(3):
        begin_attempt(pool, draw_secrets(), "/", None, clock.now())
        clock.moment += timedelta(minutes=6)
    kept = stored.execute("select count(*) from openid_attempt").fetchone()
    assert kept == (2,)


def test_the_browser_s_secret_is_not_kept(
    pool: Pool, clock: FixedClock, stored: Connection[Any]
) -> None:
    secret = begin_attempt(pool, draw_secrets(), "/", None, clock.now())
    (row,) = stored.execute("select openid_attempt::text from openid_attempt").fetchall()
    assert secret not in row[0]
