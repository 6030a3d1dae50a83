"""What is public is documented: settings, commands, words."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
import typer
from typer.core import TyperGroup

from tests.architecture.source import PROJECT
from tracker.aggregates.topics import EVENT_CLASSES
from tracker.catalogue import LANGUAGES, Language, messages
from tracker.cli.app import app
from tracker.fold import words
from tracker.fold.units import UnitWord
from tracker.reading.counts import Dimension
from tracker.settings import Settings

README = (PROJECT / "README.md").read_text("utf-8")
GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text("utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def documented(heading: str) -> dict[str, list[str]]:
    """The rows of the README's table that begins with a heading, by their first cell."""
    table = README.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return {cells[0].strip("`"): cells[1:] for cells in rows(table)}


SETTINGS = {f"TRACKER_{name}".upper(): field for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize("variable", SETTINGS)
def test_every_setting_is_documented_with_its_default(variable: str) -> None:
    cells = documented("variable")[variable]
    default = SETTINGS[variable].default
    assert cells[-1] == ("unset" if default is None else f"`{default}`")
    assert SETTINGS[variable].description


def test_no_setting_is_documented_that_there_is_none_of() -> None:
    assert set(documented("variable")) == set(SETTINGS)
    assert set(re.findall(r"TRACKER_[A-Z_]+", README)) <= set(SETTINGS)


def commands() -> dict[str, str]:
    """Every command of the program and what it says of itself."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {name: command.help or "" for name, command in group.commands.items()}


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented(name: str) -> None:
    assert commands()[name], "it says nothing of itself"
    first_cells = [cells[0] for cells in rows(README)]
    assert [cell for cell in first_cells if re.match(rf"`tracker {name}[ `]", cell)]


def test_no_command_is_documented_that_there_is_none_of() -> None:
    named = {cells[0] for cells in rows(README) if cells[0].startswith("`tracker ")}
    assert {name.strip("`").split()[1] for name in named} == set(commands())


def test_every_address_of_the_web_is_documented() -> None:
    told = README.partition("HTTP: ")[2].partition("\n\n")[0]
    for path in ("counts", "items", "flows", "changes", "items/{kind}/{ref}/timeline"):
        assert f"/{path}`" in told
    for path in ("/api/v1/openapi.json", "/healthz", "/readyz"):
        assert f"`{path}`" in told


def test_documents_lead_to_documents_that_are_there() -> None:
    for document in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


# --- the glossary -------------------------------------------------------------------------------


def code_names() -> set[str]:
    """Everything in the glossary's columns of code names."""
    return {name for cells in rows(GLOSSARY) for name in names_of(cells)}


def names_of(cells: list[str]) -> list[str]:
    """The code names of an entry."""
    return re.findall(r"`([^`]+)`", cells[2])


VOCABULARIES: dict[str, type[StrEnum]] = {
    name: value
    for name, value in vars(words).items()
    if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
} | {"UnitWord": UnitWord, "Dimension": Dimension}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_word_of_the_contract_stands_in_the_glossary(vocabulary: str) -> None:
    missing = [word.value for word in VOCABULARIES[vocabulary] if word.value not in code_names()]
    assert missing == []


def test_the_words_of_findings_and_targets_stand_there_too() -> None:
    stored = {topic.partition(".")[2] for topic in EVENT_CLASSES}
    assert stored - code_names() == set()


TIME_AND_STORAGE = """
    effective_on recorded_at as_of known_at position checkpoint valid_from known_from item_interval
    dispatch ref carried_in reopened left transferred_in stream topic parked rebuild projection
    late_days cursor against command_id
"""


@pytest.mark.parametrize("name", TIME_AND_STORAGE.split())
def test_the_words_of_time_and_of_storage_stand_there(name: str) -> None:
    assert name in code_names()


SAID = ("kind", "class", "phase", "event", "area", "issuer_level", "flow", "rate")
"""What of the catalogue is a word of ours rather than a sentence."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_there_as_people_read_them(language: Language) -> None:
    column = 0 if language == "vi" else 1
    entries = {(cells[column], name) for cells in rows(GLOSSARY) for name in names_of(cells)}
    for name, text in messages(language).items():
        sort, _, word = name.partition(".")
        if sort in SAID:
            code = word.rpartition(".")[2]
            clarified = {(text, code), (f"{text} (phase, class)", code)}
            assert clarified & entries, f"{name}: {text}"


def test_every_entry_has_its_four_cells() -> None:
    seen: set[tuple[str, ...]] = set()
    for cells in rows(GLOSSARY):
        assert len(cells) == 4, cells
        assert cells[0], cells
        assert cells[1], cells
        assert tuple(cells[:3]) not in seen or cells[0] == "Vietnamese", cells
        seen.add(tuple(cells[:3]))
