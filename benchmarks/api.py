"""The API with a real client on loopback: the program itself, asked as a user's browser asks.

Every figure stands beside a bare FastAPI route that does one SELECT 1, served by the same
server, asked by the same client in turn with the product, in the same run.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from random import Random
from typing import Final

import httpx

from benchmarks.country import Country
from benchmarks.report import Figure, Report, note, percentile
from benchmarks.speaking import Speaker, speaker
from benchmarks.users import User, at_once
from tracker.clock import SystemClock
from tracker.days import local_day

USERS: Final = 50
_EACH: Final = 40
"""Requests of each of the users that work at once."""
_ALONE: Final = 300
_WARM: Final = 30
_AS_OF: Final = date(2025, 9, 30)


def measure(url: str, items: int, report: Report) -> None:
    """Starts the product and the bare route, asks both in turn, then both with many users."""
    with ExitStack() as stack:
        speak = stack.enter_context(speaker(url, Country(items)))
        product = stack.enter_context(serving(url, "-m", "tracker", "serve", "--port"))
        bare = stack.enter_context(serving(url, "-m", "benchmarks.bare", url))
        _alone(speak, product, bare, report)
        _together(speak, product, bare, report)


@contextmanager
def serving(url: str, *program: str) -> Iterator[int]:
    """A server process for as long as the block lasts; gives its port."""
    port = _free_port()
    env = {
        **os.environ,
        "TRACKER_DATABASE_URL": url,
        "TRACKER_RATE_READS_PER_MINUTE": "0",
        "TRACKER_RATE_WRITES_PER_MINUTE": "0",
    }
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *program, str(port)], env=env, stderr=subprocess.DEVNULL
    )
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as client:
            client.get(f"http://127.0.0.1:{port}/healthz", timeout=60)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


Ask = Callable[[User, Random], None]


def _questions(speak: Speaker) -> dict[str, tuple[Ask, float | None]]:
    """What users ask, with the bound of its p95 by the bare route."""
    today = local_day(SystemClock().now()).isoformat()

    def counts(user: User, random: Random) -> None:
        unit = random.choice(speak.units)
        day = _AS_OF - timedelta(days=random.randrange(200))
        user.ask(f"/api/v1/counts?as_of={day}&unit={unit}")

    def items(user: User, random: Random) -> None:
        unit = random.choice(speak.units)
        user.ask(f"/api/v1/items?as_of={_AS_OF}&unit={unit}&limit=50")

    def item(user: User, random: Random) -> None:
        user.ask(f"/api/v1/items/{random.choice(speak.refs)}")

    def report_completion(user: User, _random: Random) -> None:
        user.ask(
            f"/api/v1/items/{speak.next_open()}/report-completion",
            method="POST",
            body={"effective_on": today},
            headers={"If-Match": '"1"'},
        )

    return {
        "counts of one unit": (counts, 5),
        "a page of 50 items": (items, None),
        "one item": (item, None),
        "report-completion": (report_completion, 10),
    }


def _alone(speak: Speaker, product: int, bare: int, report: Report) -> None:
    """One user; the product and the bare route are asked in turn, so both meet the same noise."""
    for name, (ask, bound) in _questions(speak).items():
        user, other = User(product, speak.token), User(bare)
        random = Random(5)
        for number in range(_ALONE + _WARM):
            ask(user, random)
            other.ask("/select-1")
            if number == _WARM:
                user.taken.clear()
                other.taken.clear()
        _refuse_errors(name, [user, other])
        for title, share in (("median", 0.5), ("p95", 0.95)):
            report.add(
                Figure(
                    f"API, {name}, {title}",
                    percentile(user.taken, share),
                    "ms",
                    percentile(other.taken, share),
                    "SELECT 1 route",
                    at_most=bound if title == "p95" else None,
                    of_ratio=True,
                )
            )
        note(f"   {user.received // max(len(user.taken), 1):,} bytes an answer")


def _together(speak: Speaker, product: int, bare: int, report: Report) -> None:
    """Fifty users at once, each with all of the questions in turn; then the bare route alike."""
    asks = [ask for ask, _ in _questions(speak).values()]

    def work(user: User, number: int) -> None:
        random = Random(number)
        for turn in range(_EACH):
            asks[(turn + number) % len(asks)](user, random)

    def work_bare(user: User, _number: int) -> None:
        for _ in range(_EACH):
            user.ask("/select-1")

    users = [User(product, speak.token) for _ in range(USERS)]
    others = [User(bare) for _ in range(USERS)]
    seconds = at_once(users, work)
    seconds_bare = at_once(others, work_bare)
    taken = [ms for user in users for ms in user.taken]
    taken_bare = [ms for user in others for ms in user.taken]
    for title, share in (("median", 0.5), ("p95", 0.95)):
        report.add(
            Figure(
                f"API, {USERS} users at once, all questions mixed, {title}",
                percentile(taken, share),
                "ms",
                percentile(taken_bare, share),
                "SELECT 1 route",
                of_ratio=True,
            )
        )
    errors = sum(len(user.errors) for user in users)
    report.add(Figure(f"API, {USERS} users at once, errors", errors, "", at_most=0))
    note(f"   {len(taken) / seconds:,.0f} requests/s; bare {len(taken_bare) / seconds_bare:,.0f}")
    for user in users:
        for error in user.errors[:1]:
            note(f"   {error}")


def _refuse_errors(name: str, users: list[User]) -> None:
    for user in users:
        if user.errors:
            message = f"{name}: {len(user.errors)} errors, the first: {user.errors[0]}"
            raise RuntimeError(message)
