"""Sees to it that there is a Chromium for the tests of pages: ``browser.py``; prints its path.

``TRACKER_CHROMIUM`` names one; otherwise it is what the machine has under one of its usual names.
Where there is none, Debian's package is installed, if whoever asks may do that; if not, one line
says what to install. Nothing is downloaded beside the machine's own packages.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "chromium"
ASKED_FOR = "Chromium (Debian: apt-get install chromium), or TRACKER_CHROMIUM with the path of one"

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Nothing outside this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def flags() -> list[str]:
    """With what it is started, so that it speaks with nobody but us."""
    # Root cannot be put into its sandbox.
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find() -> str | None:
    """The path of a browser that is there; None: there is none.

    Raises:
        SystemExit: ``TRACKER_CHROMIUM`` names something that cannot be run.
    """
    named = os.environ.get("TRACKER_CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise SystemExit(f"browser: TRACKER_CHROMIUM is no program: {named}")
        return found
    return next(filter(None, map(shutil.which, NAMES)), None)


def needed() -> str:
    """The same where nothing can be done without one.

    Raises:
        SystemExit: there is none; says what to install.
    """
    found = find()
    if found is None:
        raise SystemExit(f"browser: the tests of pages need {ASKED_FOR}")
    return found


def install() -> None:
    """Installs the machine's package, as root or by its leave without asking for a password."""
    apt = shutil.which("apt-get")
    if apt is None:
        return
    sudo = shutil.which("sudo")
    if os.geteuid() != 0 and sudo is None:
        return
    before = [sudo, "-n"] if os.geteuid() != 0 and sudo else []
    for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", PACKAGE]):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        ended = subprocess.run(
            [*before, apt, *words], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if ended.returncode:
            return


def main() -> None:
    """Finds or installs it."""
    if find() is None:
        print(f"browser: installing {PACKAGE}", file=sys.stderr)
        install()
    print(needed())


if __name__ == "__main__":
    main()
