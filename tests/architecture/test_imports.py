"""Which way imports go, and which parts of the libraries are used where."""

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.architecture.source import PROJECT, Source, modules_imported, product

CONTRACTS = PROJECT / ".importlinter"


def room(name: str) -> list[Source]:
    """The files of one room."""
    files = [source for source in product() if source.name.startswith(f"{name}/")]
    assert files
    return files


def test_the_contracts_of_importlinter_are_kept() -> None:
    """In a process of its own: the linter configures logging and silences all other loggers."""
    program = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [program, "--config", CONTRACTS, "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_nothing_is_excepted_from_the_contracts() -> None:
    parser = ConfigParser()
    parser.read(CONTRACTS)
    contracts = [name for name in parser.sections() if name.startswith("importlinter:contract:")]
    assert len(contracts) >= 10
    for name in contracts:
        assert not parser.has_option(name, "ignore_imports")


@pytest.mark.parametrize("source", room("tracker/fold"), ids=lambda source: source.name)
def test_the_fold_needs_the_language_only(source: Source) -> None:
    """Pure: no library, no input or output, and of ours nothing but words, days and errors."""
    allowed = {"tracker.errors", "tracker.days"}
    worldly = {"asyncio", "io", "os", "pathlib", "random", "socket", "subprocess", "sys", "time"}
    for module in modules_imported(source):
        if module.startswith("tracker"):
            assert module in allowed or module.startswith("tracker.fold."), module
        else:
            top = module.partition(".")[0]
            assert top in sys.stdlib_module_names - worldly, module


@pytest.mark.parametrize("source", room("tracker/aggregates"), ids=lambda source: source.name)
def test_aggregates_use_the_event_library_s_domain_and_the_fold(source: Source) -> None:
    for module in modules_imported(source):
        top = module.partition(".")[0]
        if top == "tracker":
            ours = {"tracker.aggregates", "tracker.deadlines", "tracker.fold"}
            ours |= {"tracker.days", "tracker.errors", "tracker.rights"}
            assert ".".join(module.split(".")[:2]) in ours, module
        elif top == "eventsourcing":
            assert module == "eventsourcing.domain", module
        else:
            assert top in sys.stdlib_module_names, module


def test_the_clock_of_the_machine_is_known_to_one_file_and_chosen_in_one() -> None:
    knowing = {s.name for s in product() if "SystemClock" in s.text}
    assert knowing == {"tracker/clock.py", "tracker/bootstrap.py"}


def test_the_environment_is_read_in_one_place() -> None:
    knowing = {s.name for s in product() if "Settings()" in s.text}
    assert knowing == {"tracker/cli/context.py"}
    assert {s.name for s in product() if "os.environ" in s.text} == set()


def test_no_command_waits_for_the_web_to_be_loaded_but_those_that_serve_it() -> None:
    loaded = "import sys, tracker.cli.app; print(*sys.modules, sep='\\n')"
    ended = subprocess.run(
        [sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert not {"fastapi", "tracker.api.app"} & set(ended.stdout.split())
