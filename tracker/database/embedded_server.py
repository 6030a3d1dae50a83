"""One PostgreSQL server in a home folder: initialise, tune, start, stop.

Nothing here decides when; the caller holds the exclusive lock of the home and passes
its descriptor as `lock`. Linux only, like the lock semantics it relies on.

Whether the server lives is never judged by a process id, which may be reused, be a
zombie, or belong to another container: it listens, or it does not. Whether anything
of it is left is told by a lock (`postgres.alive`) that the server's own processes
inherit and the kernel drops with the last of them.
"""

import fcntl
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from tracker.database.embedded_ground import (
    POSTGRES_VERSION,
    ServerUser,
    install_programs,
    programs,
)
from tracker.database.embedded_settings import PORT, settings_file
from tracker.errors import UnavailableError, UnfitEnvironmentError

SUPERUSER = "postgres"
DATABASE = "tracker"
# Crash recovery replays up to max_wal_size of log before the server answers.
PATIENCE_SECONDS = "60"
ORPHAN_PATIENCE_MS = 10_000
# The kernel allows 107 bytes for a socket's path; PostgreSQL adds ".lock" beside it.
SOCKET_PATH_BYTES = 100
LOG_TAIL_LINES = 20

# The shell holds the home's lock (its standard input) until the program has ended, even
# if we are killed meanwhile: otherwise the next process would work over a running initdb
# or pg_ctl. The program itself gets no part of it, or the server would keep the lock.
GUARDED = '"$@" </dev/null; exit $?'

# Run as the server's user, since only it may see where its processes stand.
FIND_PROCESSES = """
for process in /proc/[0-9]*; do
    [ "$process/cwd" -ef "$1" ] && [ "$(cat "$process/comm")" = postgres ] \
        && echo "${process#/proc/}"
done
exit 0
"""
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Server:
    """The server of one home folder, run as `user`."""

    home: Path
    user: ServerUser

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """Where the server and its tools write what happened."""
        return self.home / "postgres.log"

    def conninfo(self, database: str = DATABASE) -> str:
        """A libpq connection string; the port is named so that PGPORT cannot change it."""
        folder = str(self._socket_folder())
        return make_conninfo(host=folder, port=PORT, user=SUPERUSER, dbname=database)

    def listening(self) -> bool:
        """Whether a postmaster accepts connections, be it only to say "starting up"."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.setblocking(False)
            try:
                probe.connect(str(self._socket_folder() / f".s.PGSQL.{PORT}"))
            except BlockingIOError:
                return True  # so many wait to be let in that the queue is full
            except OSError:
                return False
        return True

    def bring_up(self, lock: int) -> None:
        """Make the server run and accept queries, initialising it first if need be."""
        self._initialise_unless_done(lock)
        self._check_data()
        if self.listening() and self._status() == "stopping":
            self.stop(lock)
        if not self.listening():
            self._start(lock)
        if self._status() != "ready":
            raise UnavailableError("postgres_not_ready", log=str(self.log))

    def stop(self, lock: int) -> None:
        """Stop the server and wait for its end; one that is down stays down."""
        # pg_ctl trusts the process id on file, which after a crash may be anybody's.
        if self.listening():
            self._stop_postmaster(lock)
        if self._socket_folder() != self.home / "run":
            with suppress(OSError):
                self._socket_folder().rmdir()

    def create_database(self) -> None:
        """Create the product's database if it is absent."""
        try:
            with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
                known = connection.execute(
                    "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
                ).rowcount
                if not known:
                    connection.execute("CREATE DATABASE tracker TEMPLATE template0 ENCODING 'UTF8'")
        except psycopg.OperationalError as failure:
            raise UnavailableError("postgres_not_ready", log=str(self.log)) from failure

    # Initialising

    def _initialise_unless_done(self, lock: int) -> None:
        if not self.data.exists():
            install_programs(self.home, self.user)
            self._initialise(lock)

    def _initialise(self, lock: int) -> None:
        # The data folder gets its name when it is complete, so a half-finished one can
        # only be called postgres.new.
        fresh = self.home / "postgres.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        _private_folder(fresh, self.user)
        locale = ("--encoding=UTF8", "--locale=C.UTF-8")
        access = ("--auth=trust", "-U", SUPERUSER)
        if self._run(lock, "initdb", "-D", str(fresh), "--data-checksums", *locale, *access):
            raise self._did_not_start()
        _append(fresh / "postgresql.conf", "\ninclude '../postgres.conf'\n")
        fresh.rename(self.data)
        _flush_folder(self.home)

    def _check_data(self) -> None:
        marker = self.data / "PG_VERSION"
        found = marker.read_text().strip() if marker.exists() else ""
        if found != str(POSTGRES_VERSION):
            raise UnfitEnvironmentError(
                "postgres_version", found=found, expected=str(POSTGRES_VERSION)
            )
        owner = self.data.stat().st_uid
        if owner != self.user.uid:
            raise UnfitEnvironmentError(
                "postgres_owner", folder=str(self.data), owner=owner, user=self.user.name
            )

    # Starting and stopping

    def _start(self, lock: int) -> None:
        install_programs(self.home, self.user)
        with self._nothing_left(lock) as alive:
            self._prepare_socket_folder()
            self._forget_older_server()
            self._write_settings()
            failed = self._run(lock, "pg_ctl", "start", *self._pg_ctl_options(), keep=(alive,))
        if failed and not self.listening():
            raise self._did_not_start()

    def _forget_older_server(self) -> None:
        # Nothing of it is left, but the process id in its lock files may by now be that
        # of another process, or of a zombie, and PostgreSQL would take that for it.
        socket_lock = self._socket_folder() / f".s.PGSQL.{PORT}.lock"
        for lock_file in (self.data / "postmaster.pid", socket_lock):
            lock_file.unlink(missing_ok=True)

    def _stop_postmaster(self, lock: int) -> None:
        # A stop that takes longer than our patience goes on by itself, and the next
        # start waits for it: nothing to report.
        self._run(lock, "pg_ctl", "stop", "-m", "fast", *self._pg_ctl_options())

    def _pg_ctl_options(self) -> tuple[str, ...]:
        return ("-D", str(self.data), "-l", str(self.log), "-w", "-s", "-t", PATIENCE_SECONDS)

    def _status(self) -> str:
        """What the postmaster says of itself: starting, ready or stopping; empty if none."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        # The eighth line, padded with blanks; see PostgreSQL's pidfile.h.
        return "".join(lines[7:8]).strip()

    @contextmanager
    def _nothing_left(self, lock: int) -> Iterator[int]:
        """End what is left of a server that does not listen; yield the lock to inherit."""
        alive = os.open(self.home / "postgres.alive", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _try_exclusive(alive):
                self._end_remains(lock)
                if not _try_exclusive(alive):
                    # Alive where we cannot see it, such as in another container.
                    raise UnavailableError("postgres_not_ready", log=str(self.log))
            yield alive
        finally:
            # Only closed, never unlocked: the server holds it from now on.
            os.close(alive)

    def _end_remains(self, lock: int) -> None:
        """End a postmaster whose socket is gone, or backends whose postmaster is dead.

        PostgreSQL does not start while a backend of the dead one still runs a query,
        and the work of such a backend is lost anyway.
        """
        left = self._processes()
        if self._postmaster_on_file() in left:
            self._stop_postmaster(lock)
        _kill_and_wait(self._processes())

    def _postmaster_on_file(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text().partition("\n")[0]
        except FileNotFoundError:
            return None
        return int(first) if first.isdigit() else None

    def _processes(self) -> list[int]:
        """The server's processes, known by their working folder, which is the data's."""
        found = subprocess.run(  # noqa: S603 - a fixed script
            ["/bin/sh", "-c", FIND_PROCESSES, "sh", str(self.data)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # processes that end while we look
            check=True,
            cwd="/",
            env=ENVIRONMENT,
            user=self.user.uid if self.user.differs else None,
            group=self.user.gid if self.user.differs else None,
            extra_groups=[] if self.user.differs else None,
        )
        return [int(word) for word in found.stdout.split()]

    # The socket's folder

    def _socket_folder(self) -> Path:
        """Where the socket is, or would be."""
        folder = self.home / "run"
        note = self._socket_note
        return folder if _holds_a_socket(folder) or not note.exists() else Path(note.read_text())

    @property
    def _socket_note(self) -> Path:
        return self.home / "postgres.socket-folder"

    def _prepare_socket_folder(self) -> None:
        # Everybody who reaches the socket is superuser (--auth=trust), so the folder's
        # mode is what protects the data: nobody but the server's user and root.
        folder = self._socket_folder()
        if not _holds_a_socket(folder):
            self._choose_short_folder()
            return
        with suppress(FileExistsError):
            _private_folder(folder, self.user)
        if not self._is_private(folder):
            self._replace_socket_folder(folder)

    def _is_private(self, folder: Path) -> bool:
        status = folder.lstat()
        return status.st_mode == stat.S_IFDIR | 0o700 and status.st_uid == self.user.uid

    def _replace_socket_folder(self, folder: Path) -> None:
        if folder.parent != self.home:
            # Somebody else took the name while our folder in /tmp was away.
            self._choose_short_folder()
        elif folder.is_symlink():
            folder.unlink()
            _private_folder(folder, self.user)
        else:
            folder.chmod(0o700)
            self.user.own(folder)

    def _choose_short_folder(self) -> None:
        # In /tmp by name: TMPDIR may be long, private to us or cleared at logout.
        folder = Path(tempfile.mkdtemp(prefix="tracker-", dir="/tmp"))
        self.user.own(folder)
        _replace(self._socket_note, str(folder))

    # Settings

    def _write_settings(self) -> None:
        """Write what postgresql.conf includes, anew at each start.

        The file stays outside the data folder, where the server's user could otherwise
        put a link in its place and have root write elsewhere.
        """
        _replace(self.home / "postgres.conf", settings_file(self._socket_folder()))

    # Programs

    def _run(self, lock: int, program: str, *arguments: str, keep: tuple[int, ...] = ()) -> int:
        """Run one of PostgreSQL's programs to its end; its exit status."""
        command = (str(programs(self.home, self.user) / program), *arguments)
        with (
            self._open_log() as log,
            subprocess.Popen(  # noqa: S603 - PostgreSQL's own
                ("/bin/sh", "-c", GUARDED, "sh", *command),
                stdin=lock,
                # Not pipes: the server would hold them open and we would wait for ever.
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                umask=0o077,
                # Ctrl-C at our terminal is for us, not for a server that others use.
                start_new_session=True,
                pass_fds=keep,
                user=self.user.uid if self.user.differs else None,
                group=self.user.gid if self.user.differs else None,
                extra_groups=[] if self.user.differs else None,
            ) as running,
        ):
            return running.wait()

    @contextmanager
    def _open_log(self) -> Iterator[int]:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(self.log, flags, 0o600)
        try:
            self.user.own(self.log)
            yield descriptor
        finally:
            os.close(descriptor)

    def _did_not_start(self) -> UnfitEnvironmentError:
        lines = self.log.read_text(errors="replace").splitlines()
        tail = "\n".join(lines[-LOG_TAIL_LINES:])
        return UnfitEnvironmentError("postgres_did_not_start", log=str(self.log), tail=tail)


def _holds_a_socket(folder: Path) -> bool:
    # libpq reads a comma in a host as the end of the first of several.
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= SOCKET_PATH_BYTES and b"," not in path


def _private_folder(folder: Path, user: ServerUser) -> None:
    folder.mkdir(mode=0o700)
    user.own(folder)


def _replace(path: Path, text: str) -> None:
    """Write a file that others read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text)
    fresh.chmod(0o644)
    fresh.replace(path)


def _append(path: Path, text: str) -> None:
    # We may be root in another user's folder: no link there may lead us elsewhere.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _try_exclusive(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _kill_and_wait(processes: list[int]) -> None:
    with ExitStack() as opened:
        for process in processes:
            with suppress(ProcessLookupError):
                handle = os.pidfd_open(process)
                opened.callback(os.close, handle)
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                ended = select.poll()
                ended.register(handle, select.POLLIN)
                ended.poll(ORPHAN_PATIENCE_MS)
