"""Many readers at once: a real server, more of them than there are connections."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import httpx
import psycopg
import uvicorn

from tests.api.asking import HUONG_HUU, PHUNG_HIEP, Web, serving
from tests.support.waiting import GUARD, until
from tracker.database.connect import POOL_SIZE
from tracker.fold.words import Kind
from tracker.serving import background

READERS = 40
EACH = 3
KNOWN = "&known_at=2024-05-31"
QUESTIONS = [
    f"/counts?as_of=2024-03-08&unit={HUONG_HUU}&by=kind,unit{KNOWN}",
    f"/counts?as_of=2024-05-10&unit={PHUNG_HIEP}&kind=finding&by=conclusion{KNOWN}",
    f"/items?as_of=2024-03-08&limit=20{KNOWN}",
    f"/flows?from=2023-12-15&to=2024-03-08&unit=H57{KNOWN}",
    f"/changes?as_of=2024-03-08&against=2024-03-08{KNOWN}",
    "/items/finding/PH-KL08-1/timeline?known_at=2024-05-31",
]


@contextmanager
def listening(web: Web) -> Iterator[str]:
    """The application behind a socket, as ``tracker serve`` runs it; gives its address."""
    config = uvicorn.Config(web.app, host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, "the server listens")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/v1"
    finally:
        server.should_exit = True
        thread.join(GUARD)


def connections(url: str) -> int:
    """How many connections the applications hold to this database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_forty_readers_at_once_are_all_answered_and_answered_right(sample_url: str) -> None:
    with serving(sample_url) as web, listening(web) as base:
        expected = [httpx.get(base + path, headers=web.credentials).json() for path in QUESTIONS]
        ready = Barrier(READERS)

        def read(number: int) -> list[tuple[int, int, Any]]:
            found = []
            with httpx.Client(timeout=60, headers=web.credentials) as client:
                ready.wait(GUARD)
                for turn in range(EACH):
                    which = (number + turn) % len(QUESTIONS)
                    response = client.get(base + QUESTIONS[which])
                    found.append((which, response.status_code, response.json()))
            return found

        with ThreadPoolExecutor(READERS) as threads:
            found = [one for many in threads.map(read, range(READERS)) for one in many]
        assert len(found) == READERS * EACH
        assert {status for _, status, _ in found} == {200}
        assert all(answer == expected[which] for which, _, answer in found)
        # Beside the pool's, one listens for what is projected and one looks how far that is.
        assert connections(sample_url) <= POOL_SIZE + 2


def test_readers_see_whole_states_while_items_are_recorded(sample_url: str) -> None:
    """Each answer's total is that of its own groups, and it never goes back."""
    with serving(sample_url) as web, background(web.found), listening(web) as base:
        office = web.office()
        path = "/counts?as_of=2024-03-08&by=kind,issuer_level"
        ready = Barrier(9)

        def read() -> list[int]:
            totals = []
            with httpx.Client(timeout=60, headers=web.credentials) as client:
                ready.wait(GUARD)
                for _ in range(30):
                    answer = client.get(base + path).json()
                    groups = [sum(group["counts"].values()) for group in answer["groups"]]
                    assert sum(groups) == answer["total"]
                    totals.append(answer["total"])
            return totals

        with ThreadPoolExecutor(8) as threads:
            reading = [threads.submit(read) for _ in range(8)]
            ready.wait(GUARD)
            for number in range(20):
                office.assign(Kind.DIRECTIVE, f"DONG-{number}", "2/1", unit="H57.31")
            for one in reading:
                totals = one.result(GUARD)
                assert totals == sorted(totals)

        def all_counted() -> bool:
            return bool(httpx.get(base + path, headers=web.credentials).json()["total"] == 58 + 20)

        until(all_counted, "all new items are counted")
