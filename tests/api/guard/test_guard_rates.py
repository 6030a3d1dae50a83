"""How often one caller may ask, by the installation's clock."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import WHEN_ASKED, Web, refused
from tests.api.guard.probing import OPEN, PROBE, probed
from tests.conftest import Databases
from tests.support.properties import examples
from tracker.api.guard.windows import Windows
from tracker.clock import FixedClock

LIMITS = {
    "rate_reads_per_minute": 4,
    "rate_writes_per_minute": 3,
    "rate_exports_per_minute": 2,
    "rate_strangers_per_minute": 3,
}
ELSEWHERE = {"x-forwarded-for": "203.0.113.9"}
MINUTE = timedelta(seconds=60)


@pytest.fixture
def counted(database_url: str) -> Iterator[Web]:
    """The application with low limits, behind a proxy of ours on this machine."""
    clock = FixedClock(WHEN_ASKED)
    with probed(database_url, clock=clock, trusted_proxies="127.0.0.1", **LIMITS) as web:
        yield web


def move(web: Web, by: timedelta) -> None:
    clock = web.found.clock
    assert isinstance(clock, FixedClock)
    clock.moment += by


def statuses(web: Web, times: int, method: str = "GET", path: str = PROBE, **more: Any) -> str:
    """The statuses of equal requests one after the other, run together."""
    answers = [web.send(method, path, **more).status_code for _ in range(times)]
    return " ".join(map(str, answers))


def good(name: str) -> dict[str, Any]:
    return {"headers": {"authorization": f"Bearer good.{name}"}}


def test_strangers_are_counted_by_their_address(counted: Web) -> None:
    anyone = f"{PROBE}/anyone"
    assert statuses(counted, 5, path=anyone) == "200 200 200 429 429"
    assert statuses(counted, 4, path=anyone, headers=ELSEWHERE) == "200 200 200 429"


def test_writing_another_address_into_a_header_does_not_help(database_url: str) -> None:
    with probed(database_url, **LIMITS) as web:
        for number in range(3):
            headers = {"x-forwarded-for": f"203.0.113.{number}"}
            assert web.send("GET", OPEN, headers=headers).status_code == 200
        refused(web.send("GET", OPEN, headers=ELSEWHERE), 429, "rate_limited")


def test_whoever_is_refused_is_told_when_to_come_back(counted: Web) -> None:
    counted.send("GET", OPEN)
    move(counted, timedelta(seconds=20))
    statuses(counted, 2, path=OPEN)
    response = counted.send("GET", OPEN, headers={"accept-language": "en"})
    assert "40 seconds" in refused(response, 429, "rate_limited")["detail"]
    assert response.headers["retry-after"] == "40"
    assert response.headers["ratelimit-policy"] == '"strangers";q=3;w=60'
    assert response.headers["ratelimit"] == '"strangers";r=0;t=40'
    move(counted, timedelta(seconds=39))
    assert statuses(counted, 1, path=OPEN) == "429"
    move(counted, timedelta(seconds=1))
    assert statuses(counted, 2, path=OPEN) == "200 429"


def test_health_is_asked_as_often_as_anybody_likes(counted: Web) -> None:
    assert set(statuses(counted, 10, path="/healthz").split()) == {"200"}
    assert statuses(counted, 1, path=OPEN) == "200"


def test_files_of_pages_are_counted_for_nobody(counted: Web) -> None:
    """Or the first few of an office, who open pages at eight o'clock, would use up its minute."""
    assert set(statuses(counted, 10, path="/assets/x/site.css").split()) == {"200"}
    assert statuses(counted, 1, path=OPEN) == "200"


def test_reads_writes_and_files_are_counted_apart_for_each_caller(counted: Web) -> None:
    anna, binh = good("anna"), good("binh")
    # The first one shows that the token is good; it is counted for nobody.
    for caller in (anna, binh):
        assert statuses(counted, 6, **caller) == "200 200 200 200 200 429"
        assert statuses(counted, 4, "POST", **caller) == "200 200 200 429"
        for sort in ("csv", "xlsx"):
            answer = statuses(counted, 2, path=f"{PROBE}?format={sort}", **caller)
            assert answer == ("200 200" if sort == "csv" else "429 429")
    assert statuses(counted, 3, path=OPEN) == "200 200 200"
    move(counted, MINUTE)
    assert statuses(counted, 5, **anna) == "200 200 200 200 429"


def test_a_caller_is_counted_wherever_he_is(counted: Web) -> None:
    anna = good("anna")
    statuses(counted, 5, **anna)
    assert statuses(counted, 1, headers={**anna["headers"], **ELSEWHERE}) == "429"


def guess(web: Web, number: int) -> httpx.Response:
    return web.send("GET", PROBE, headers={"authorization": f"Bearer bad.{number}"})


def test_guessing_tokens_is_as_slow_as_asking_without_one(counted: Web) -> None:
    answers = [guess(counted, number).status_code for number in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_trying_a_guess_where_nobody_asks_first_makes_it_no_better(counted: Web) -> None:
    headers = {"authorization": "Bearer bad"}
    assert statuses(counted, 3, path=OPEN, headers=headers) == "200 200 200"
    assert statuses(counted, 1, headers=headers) == "429"


def test_who_is_signed_in_is_not_held_up_by_a_neighbour_who_guesses(counted: Web) -> None:
    assert statuses(counted, 1, **good("anna")) == "200"
    for number in range(4):
        guess(counted, number)
    assert statuses(counted, 3, **good("anna")) == "200 200 200"
    assert statuses(counted, 1, path="/api/v1/nowhere", **good("anna")) == "404"


def test_zero_is_no_limit(database_url: str) -> None:
    with probed(database_url, clock=FixedClock(WHEN_ASKED)) as web:
        for method in ("GET", "POST"):
            assert set(statuses(web, 10, method, **good("anna")).split()) == {"200"}
        assert set(statuses(web, 10, path=OPEN).split()) == {"200"}


# --- the windows --------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 40)), max_size=60),
    st.integers(1, 5),
)
@examples(2)
def test_no_window_of_a_minute_holds_more_than_the_limit(
    asked: list[tuple[str, float]], limit: int
) -> None:
    clock = FixedClock(WHEN_ASKED)
    windows = Windows(clock)
    taken: dict[str, list[float]] = {"a": [], "b": []}
    for key, later in asked:
        clock.moment += timedelta(seconds=later)
        now = clock.moment.timestamp()
        recent = [at for at in taken[key] if at > now - 60]
        assert windows.get_moving_window(key, limit, 60) == (min(recent, default=now), len(recent))
        assert windows.acquire_entry(key, limit, 60) == (len(recent) < limit)
        if len(recent) < limit:
            taken[key].append(now)


def test_a_clock_set_back_shuts_nobody_out_for_long() -> None:
    clock = FixedClock(WHEN_ASKED + timedelta(days=1))
    windows = Windows(clock)
    assert windows.acquire_entry("a", 1, 60)
    clock.moment = WHEN_ASKED
    assert windows.acquire_entry("a", 1, 60)
    assert not windows.acquire_entry("a", 1, 60)


def test_who_has_gone_quiet_is_forgotten() -> None:
    clock = FixedClock(WHEN_ASKED)
    windows = Windows(clock)
    for number in range(100):
        windows.acquire_entry(f"once.{number}", 1, 60)
    clock.moment += timedelta(minutes=2)
    windows.acquire_entry("now", 1, 60)
    assert windows.keys() == {"now"}


def test_a_limit_of_its_own_takes_several_at_once() -> None:
    windows = Windows(FixedClock(WHEN_ASKED))
    assert windows.acquire_entry("a", 3, 60, amount=2)
    assert not windows.acquire_entry("a", 3, 60, amount=2)
    assert windows.acquire_entry("a", 3, 60)


def test_the_memory_is_shared_by_nobody(databases: Databases) -> None:
    """Each process counts for itself, as docs/security.md says."""
    with databases.fresh() as url, probed(url, **LIMITS) as one, probed(url, **LIMITS) as other:
        assert statuses(one, 4, path=OPEN) == "200 200 200 429"
        assert statuses(other, 1, path=OPEN) == "200"
