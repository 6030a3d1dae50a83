"""The browser that tests of pages need: the one named, the machine's, or a line that says what."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def browser(path: Path, **told: str) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, PROJECT / "tools" / "browser.py"],
        capture_output=True,
        check=False,
        env={"PATH": str(path), **told},
        text=True,
    )
    return ended.returncode, ended.stdout, ended.stderr


def program(folder: Path, name: str, does: str = "exit 0") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_the_browser_of_the_machine_is_found(tmp_path: Path, name: str):
    there = program(tmp_path, name)

    assert browser(tmp_path) == (0, f"{there}\n", "")


def test_the_browser_that_is_named_goes_before(tmp_path: Path):
    program(tmp_path, "chromium")
    named = program(tmp_path, "another")

    assert browser(tmp_path, TRACKER_CHROMIUM=str(named)) == (0, f"{named}\n", "")


def test_a_browser_that_is_named_but_not_there_is_said(tmp_path: Path):
    code, _, said = browser(tmp_path, TRACKER_CHROMIUM="/no/such/browser")

    assert (code, said) == (1, "browser: TRACKER_CHROMIUM is no program: /no/such/browser\n")


def test_where_there_is_none_the_package_of_the_machine_is_installed(tmp_path: Path):
    there, chmod = tmp_path / "chromium", shutil.which("chmod")
    made = f"printf '#!/bin/sh\\n' > {there}; {chmod} 755 {there}"
    program(tmp_path, "apt-get", f'case "$1" in install) {made};; esac')
    program(tmp_path, "sudo", 'shift; exec "$@"')

    assert browser(tmp_path) == (0, f"{there}\n", "browser: installing chromium\n")


def test_where_it_cannot_be_installed_one_line_says_what_to_install(tmp_path: Path):
    program(tmp_path, "apt-get", "exit 100")
    program(tmp_path, "sudo", 'shift; exec "$@"')

    code, said, complained = browser(tmp_path)

    assert (code, said) == (1, "")
    assert complained.splitlines()[-1].startswith("browser: the tests of pages need Chromium")
    assert len(complained.splitlines()) == 2
