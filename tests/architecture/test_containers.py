"""The composed installation: real commands, pinned images, no password of our choosing."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
import yaml
from typer.core import TyperGroup
from typer.exceptions import TyperException

from tests.architecture.source import PROJECT
from tracker.cli.app import app
from tracker.settings import Settings
from tracker.upkeep.runs import LEADER_LOCK

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["web", "scheduler"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def understood(words: list[str]) -> None:
    """Parses the words of a command as the program would, without doing it."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    context = group.make_context("tracker", list(words))
    name, command, rest = group.resolve_command(context, words)
    assert command is not None
    command.make_context(name, rest, parent=context)


def instructions(name: str) -> list[str]:
    """The lines of the Dockerfile that begin with an instruction, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ").splitlines()
    return [line.removeprefix(name).strip() for line in joined if line.startswith(f"{name} ")]


def test_there_is_a_database_a_web_server_and_a_scheduler() -> None:
    assert list(SERVICES) == ["database", *OURS]
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]
    assert SERVICES["web"]["volumes"] == ["evidence:/var/lib/tracker/data/evidence"]
    assert set(COMPOSE["volumes"]) == {"database", "evidence"}


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_runs_is_a_command_of_the_program(name: str) -> None:
    understood(SERVICES[name]["command"])


def test_the_image_s_own_command_is_one_too() -> None:
    (command,), (entry,) = instructions("CMD"), instructions("ENTRYPOINT")
    assert yaml.safe_load(entry) == ["tracker"]
    assert yaml.safe_load(command) == SERVICES["web"]["command"]
    understood(yaml.safe_load(command))


def test_a_command_that_there_is_none_of_would_be_noticed() -> None:
    with pytest.raises(TyperException):
        understood(["serve", "--bind", "::1"])
    with pytest.raises(TyperException):
        understood(["web"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned_by_its_version(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.match(r"\d", tag), image
    assert tag != "latest"
    if name in OURS:
        assert (image, tag) == ("reform-tracker", VERSION)
        assert SERVICES[name]["build"] == "."


def test_the_image_is_built_on_pinned_images_from_the_lock_as_a_user_without_rights() -> None:
    for base in instructions("FROM"):
        assert re.match(r"python:3\.11-slim", base)
    assert "requirements.lock" in DOCKERFILE
    assert re.search(r"pip install --require-hashes -r ", DOCKERFILE)
    assert re.search(r"pip install --no-deps --no-build-isolation", DOCKERFILE)
    assert instructions("USER") == ["tracker"]
    assert "/healthz" in instructions("HEALTHCHECK")[0]
    assert DOCKERFILE.rindex("USER ") < DOCKERFILE.rindex("ENTRYPOINT")


def test_no_password_is_ours_and_none_is_optional() -> None:
    text = (PROJECT / "docker-compose.yml").read_text("utf-8")
    secret = re.compile(r"\$\{TRACKER_DATABASE_PASSWORD:\?[^}]+\}")
    assert secret.fullmatch(SERVICES["database"]["environment"]["POSTGRES_PASSWORD"])
    for name in OURS:
        url = SERVICES[name]["environment"]["TRACKER_DATABASE_URL"]
        password = url.removeprefix("postgresql://tracker:").rpartition("@database:")[0]
        assert secret.fullmatch(password)
    outside_comments = "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in text.splitlines())
    left = secret.sub("", outside_comments)
    assert not re.search(r"password[ \t]*[:=][ \t]*\S", left, re.IGNORECASE)
    assert not re.search(r"\btrust\b", left, re.IGNORECASE)


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_is_told_is_a_setting(name: str) -> None:
    known = {f"TRACKER_{field}".upper() for field in Settings.model_fields}
    inside = {"TRACKER_HOME", "TRACKER_HOST", "TRACKER_PORT"}
    assert set(SERVICES[name]["environment"]) == known - inside


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_whether_it_is_well(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)
    if name in OURS:
        assert SERVICES[name]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_the_web_server_is_published_to_this_machine_alone() -> None:
    assert SERVICES["web"]["ports"] == ["${TRACKER_PUBLISH:-127.0.0.1:8000}:8000"]
    assert "ports" not in SERVICES["database"]


def test_the_scheduler_is_well_while_one_leads(database_url: str) -> None:
    _, program, *words = SERVICES["scheduler"]["healthcheck"]["test"]
    assert program == "python"
    assert str(LEADER_LOCK) in words[-1]

    def well() -> bool:
        environment = {**os.environ, "TRACKER_DATABASE_URL": database_url}
        done = subprocess.run(
            [sys.executable, *words], env=environment, capture_output=True, check=False, text=True
        )
        assert done.stderr == "", shlex.join(words)
        return done.returncode == 0

    assert not well()
    with psycopg.connect(database_url, autocommit=True) as leader:
        leader.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
        assert well()
    assert not well()


def test_what_is_installed_has_all_that_is_not_python(tmp_path: Path) -> None:
    """Statements, words and samples travel in the wheel that the image installs."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    wanted = {
        file.relative_to(PROJECT).as_posix()
        for room in ("tracker", "scheduler")
        for file in (PROJECT / room).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    assert {Path(name).suffix for name in wanted} >= {".py", ".sql", ".po", ".jsonl"}
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]
