"""A PostgreSQL server of our own, shared by all processes that use one home folder.

The first process to acquire it starts it, the last to release it stops it. Who uses it
is known from locks alone, never from lists of process ids: the kernel drops the lock of
a process that is killed.

- `postgres.lock` is held exclusively by whoever starts or stops the server.
- `postgres.users` is held shared by each user; who can have it exclusively is alone.

A lock belongs to an open file, not to a process. Programs that we start do not inherit
it, but a child made by fork without exec (multiprocessing's "fork") does: the server
stays up until that child has ended too, and the child must not touch the instance that
it inherited; it makes its own.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from tracker.database.embedded_ground import existing_user, expected_user, prepare_home
from tracker.database.embedded_server import Server
from tracker.errors import UnfitEnvironmentError


class EmbeddedPostgres:
    """One user of the server whose data are in `home`.

    However often and from however many threads an instance is acquired, it counts as one
    user, and one release ends that. As a context manager it acquires and releases.
    """

    def __init__(self, home: Path) -> None:
        # Links resolved, so that the folders checked are the folders passed through.
        self._home = home.resolve()
        self._guard = threading.Lock()
        self._membership: int | None = None

    def acquire(self) -> str:
        """Start the server unless it runs, become its user; the connection string."""
        with self._guard, self._bringing_up() as server:
            server.create_database()
            if self._membership is None:
                self._membership = _join(self._home / "postgres.users")
            return server.conninfo()

    def ensure_running(self) -> None:
        """Start the server again if it died; cheap while it runs.

        Does nothing once released, so that a supervising loop that outlives its user
        cannot bring back a server that nobody would stop.
        """
        if self._membership is None or Server(self._home, expected_user()).listening():
            return
        with self._guard:
            if self._membership is not None:
                with self._bringing_up():
                    pass

    def release(self) -> None:
        """Stop being a user; the last one stops the server. Again: does nothing."""
        with self._guard:
            if self._membership is None:
                return
            membership, self._membership = self._membership, None
            try:
                self._stop_if_alone(membership)
            finally:
                _leave(membership)

    def _stop_if_alone(self, membership: int) -> None:
        with _held(self._home / "postgres.lock") as lock:
            if _alone(membership):
                Server(self._home, expected_user()).stop(lock)

    @contextmanager
    def _bringing_up(self) -> Iterator[Server]:
        """The server, running, and kept from being stopped for the length of the block."""
        prepare_home(self._home)
        with _held(self._home / "postgres.lock") as lock:
            server = Server(self._home, existing_user())
            server.bring_up(lock)
            yield server

    def __enter__(self) -> str:
        """Acquire; the connection string."""
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release."""
        self.release()


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as failure:
        raise UnfitEnvironmentError("home_not_writable", home=str(path.parent)) from failure


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """Hold the lock on `path` alone, waiting for it if need be."""
    lock = _open(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        # Closed, not unlocked: if we are interrupted while a program of PostgreSQL's
        # runs, its shell still has the lock, and keeps it until the program has ended.
        os.close(lock)


def _join(path: Path) -> int:
    users = _open(path)
    # Never waits: only who holds postgres.lock, as we do now, locks this exclusively.
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def _alone(users: int) -> bool:
    """Try to make our shared lock the only one; we are leaving, so it may be lost."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _leave(users: int) -> None:
    # Unlocked before closing: a program that another thread is just starting has copies
    # of our descriptors for an instant, and must not make us look present.
    fcntl.flock(users, fcntl.LOCK_UN)
    os.close(users)
