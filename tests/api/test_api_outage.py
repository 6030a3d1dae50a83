"""The database dies under the server: problems, not tracebacks, and back by itself."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.api.asking import WHEN_ASKED, WITHOUT_RATES, Web, over, refused
from tests.support.waiting import until
from tracker.bootstrap import Installation, opened
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.projections.projector import Health
from tracker.sample import HISTORIES
from tracker.serving import background
from tracker.settings import Settings

REPORT = "2024-03-08"
QUESTIONS = [
    f"/api/v1/counts?as_of={REPORT}&by=unit",
    f"/api/v1/items?as_of={REPORT}",
    f"/api/v1/flows?from=2023-12-15&to={REPORT}",
    f"/api/v1/changes?as_of={REPORT}&known_at={REPORT}&against=2024-03-15",
    "/api/v1/items/directive/HH-T-001/timeline",
    "/readyz",
]


@pytest.fixture
def installed() -> Iterator[Installation]:
    """An installation with an embedded server of its own, so that it can be killed."""
    # Not tmp_path: pytest keeps it private, and the server's own user has to get in.
    home = Path(tempfile.mkdtemp(dir="/tmp", prefix="tracker-outage-"))
    home.chmod(0o755)
    try:
        with opened(Settings(database_url=None, home=home, **WITHOUT_RATES)) as found:
            import_history(found.database_url, HISTORIES, WHEN_ASKED)
            found.catch_up()
            yield found
    finally:
        shutil.rmtree(home)


def kill_server(found: Installation) -> None:
    """As the kernel does when memory runs out; returns when nobody answers any more."""
    (pid_file,) = found.settings.home.rglob("postmaster.pid")
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
    until(lambda: not answers(found.database_url), "the server is gone")


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("select true").fetchone() == (True,)
    except psycopg.OperationalError:
        return False


def ask_all(web: Web) -> set[int]:
    """All questions at once; without a database each waits for its time limit."""
    with ThreadPoolExecutor(len(QUESTIONS)) as threads:
        responses = list(threads.map(lambda path: web.ask(path, language="en"), QUESTIONS))
    for response in responses:
        if response.status_code != 200:
            body = refused(response, 503, "database_unreachable")
            assert body["detail"].startswith("the database cannot be reached")
            assert int(response.headers["retry-after"]) > 0
    return {response.status_code for response in responses}


def test_the_server_outlives_its_database_and_it_comes_back_by_itself(
    installed: Installation,
) -> None:
    url = installed.database_url
    with over(installed, Health()) as web:
        assert ask_all(web) == {200}
        before = web.answer("/counts", as_of=REPORT, known_at="2024-03-15")

        kill_server(installed)
        assert ask_all(web) == {503}
        assert web.ask("/healthz").status_code == 200
        token = web.token

    # Nobody can be given an account while the database is down.
    with background(installed) as health, over(installed, health, signed_in=False) as web:
        web.token = token
        until(lambda: answers(url), "the keeper starts the server again")
        until(lambda: web.ask("/readyz").status_code == 200, "ready again")
        assert web.answer("/counts", as_of=REPORT, known_at="2024-03-15") == before
        until(lambda: health.leading, "the projector leads")

        kill_server(installed)
        until(lambda: answers(url), "the keeper starts the server once more")
        web.office().assign(Kind.DIRECTIVE, "SAU-1", "2/1", unit="H57.31")

        def counted() -> bool:
            response = web.get("/items", as_of=REPORT, unit="H57.31")
            if response.status_code != 200:
                refused(response, 503, "database_unreachable")
                return False
            return "SAU-1" in {item["ref"] for item in response.json()["items"]}

        until(counted, "the projector goes on after the outage")
        assert ask_all(web) == {200}
        assert web.answer("/counts", as_of=REPORT, known_at="2024-03-15") == before
        assert health.failure is None
