"""Every word that people read exists, in both languages, with the details that it is given."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, get_args
from unicodedata import is_normalized

import pytest
from jinja2 import nodes

from tracker import errors
from tracker.access.refusals import Noted
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES, EVENT_CLASSES
from tracker.alerts.audit.notices import Fate
from tracker.alerts.audit.outcomes import Outcome as AlertOutcome
from tracker.alerts.words import AlertState, Audience, Channel, DeliveryState, Occasion, Why
from tracker.catalogue import LANGUAGES, Language, messages, text
from tracker.deadlines.arithmetic import PeriodUnit, StepKind
from tracker.deadlines.calendar import DayKind
from tracker.deadlines.outcome import Certainty
from tracker.fold.units import UnitWord
from tracker.fold.words import (
    Area,
    IssuerLevel,
    ItemClass,
    Kind,
    Phase,
    TargetState,
    UnitLevel,
    Word,
)
from tracker.people.finding import Condition
from tracker.present.refusals import refusal
from tracker.reading.counts import Dimension
from tracker.reading.flows import Closed, Flows, Out
from tracker.reading.rates import item_rates, target_rates
from tracker.rights.words import Act, Role
from tracker.settings import Settings
from tracker.upkeep.runs import JOBS, MEASURES, Outcome
from tracker.web.administration.person_deeds import DEEDS
from tracker.web.administration.unit_forms import FORMS
from tracker.web.frame.rendering import TEMPLATES

PROJECT = Path(__file__).parents[1]
SOURCES = [file for folder in ("tracker", "scheduler") for file in (PROJECT / folder).rglob("*.py")]
PAGES = [
    *sorted((PROJECT / "tracker" / "web" / "templates").rglob("*.html")),
    *sorted((PROJECT / "tracker" / "alerts" / "telling" / "templates").iterdir()),
]
ERRORS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.TrackerError)
}


def placeholders(message: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(message) if field is not None}


# --- the catalogue itself ------------------------------------------------------------------------


def test_both_languages_have_the_same_messages():
    assert messages("vi").keys() == messages("en").keys()


def test_both_languages_take_the_same_details():
    for name, message in messages("vi").items():
        assert placeholders(message) == placeholders(messages("en")[name]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_says_something_with_composed_accents(language: Language):
    for name, message in messages(language).items():
        assert message.strip(), name
        assert is_normalized("NFC", message), name
        assert message == message.strip(), name
        assert all(field.isidentifier() for field in placeholders(message)), name


def test_english_is_not_vietnamese():
    same = {name for name, message in messages("vi").items() if messages("en")[name] == message}

    assert not same


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_twice_in_a_file(language: Language):
    lines = (PROJECT / "tracker" / "locale" / f"{language}.po").read_text("utf-8").splitlines()
    names = [line for line in lines if line.startswith("msgid ")]

    assert len(names) == len(set(names))


# --- names that the code makes up from words of the contract -------------------------------------


def names_of_words() -> Iterator[str]:
    yield from (f"class.{word}" for word in (*ItemClass, *TargetState))
    yield from (f"kind.{word}" for word in Kind)
    yield from (f"phase.{word}" for word in Phase)
    yield from (f"area.{word}" for word in Area)
    yield from (f"issuer_level.{word}" for word in IssuerLevel)
    yield from (f"event.{word}" for word in Word)
    yield from (f"event.unit.{word}" for word in UnitWord)
    yield from (f"column.{word}" for word in Dimension)
    for topic in EVENT_CLASSES:
        sort, _, word = topic.partition(".")
        yield f"event.{topic}" if sort in {"unit", "calendar", "target"} else f"event.{word}"
    yield from (f"event.{topic}" for topic in ACCOUNT_EVENT_CLASSES)
    yield from (f"role.{word}" for word in Role)
    yield from (f"act.{word}" for word in Act)
    unsaid = {"refusal_no", "request_id", "last_at", "route"}
    yield from (f"column.refusal_{name}" for name in Noted._fields if name not in unsaid)
    yield from (f"day_kind.{word}" for word in DayKind)
    yield from (f"period.{word}" for word in PeriodUnit)
    yield from (f"step.{word}" for word in StepKind)
    yield from (f"certainty.{word}" for word in Certainty)
    yield from (f"level.{word}" for word in UnitLevel)
    yield from (f"weekday.{number}" for number in range(7))
    whole = {"start", "cut", "closed", "out"}
    yield from (f"flow.{name}" for name in Flows._fields if name not in whole)
    yield from (f"flow.closed.{name}" for name in Closed._fields)
    yield from (f"flow.out.{name}" for name in Out._fields)
    yield from (f"setting.{name}" for name in Settings.model_fields)
    for name in (one.replace("-", "_") for one in FORMS):
        yield from (f"unit_deed.{name}", f"admin.why_{name}")
    yield from (
        f"admin.confirm_{name.replace('-', '_')}" for name, f in FORMS.items() if f.is_previewed
    )
    for name in (one.replace("-", "_") for one in DEEDS):
        yield from (f"person.{name}", f"person.why_{name}", f"person.do_{name}")
    yield from (f"job.{name}" for name in JOBS)
    yield from (f"job_told.{name}" for name in MEASURES)
    yield from (
        f"job_state.{name}" for name in (*get_args(Outcome), "never", "running", "broken_off")
    )
    yield from (f"occasion.{word}" for word in Occasion)
    yield from (f"audience.{word}" for word in Audience)
    yield from (f"channel.{word}" for word in Channel)
    yield from (f"alert_state.{word}" for word in AlertState)
    yield from (f"delivery_state.{word}" for word in DeliveryState)
    yield from (f"why.{word}" for word in Why)
    yield from (f"alert_outcome.{word}" for word in AlertOutcome)
    yield from (f"alert_means.{word}" for word in AlertOutcome)
    yield from (f"alert_fate.{word}" for word in Fate)
    yield from (f"alert_level.{word}" for word in Occasion)
    yield from (f"admin.weekday_short_{number}" for number in range(7))
    yield from (f"admin.condition_{one}" for one in Condition)
    yield from (f"rate.{rate.name}" for rate in (*item_rates({}), *target_rates({})))


@pytest.mark.parametrize("name", sorted(set(names_of_words())))
def test_every_word_of_the_contract_has_a_name(name: str):
    for language in LANGUAGES:
        assert name in messages(language)


def test_no_two_classes_are_called_the_same():
    for language in LANGUAGES:
        called = [text(language, f"class.{name}") for name in (*ItemClass, *TargetState)]
        assert len(called) == len(set(called))


# --- names and codes that stand in the code ------------------------------------------------------


class Used:
    """A message that the code names, and the details that it is given (None: not seen here)."""

    def __init__(self, place: str, name: str, details: set[str] | None) -> None:
        self.place = place
        self.name = name
        self.details = details


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{file.relative_to(PROJECT)}:{node.lineno}", node


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literal(node: ast.Call, place: int) -> str | None:
    match node.args[place : place + 1]:
        case [ast.Constant(value=str(value))]:
            return value
    return None


def keywords(node: ast.Call) -> set[str] | None:
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else {name for name in names if name is not None}


def keys(node: ast.Call) -> set[str] | None:
    match node.args[2:3]:
        case [ast.Dict(keys=found)] if all(isinstance(key, ast.Constant) for key in found):
            return {str(key.value) for key in found if isinstance(key, ast.Constant)}
    return None


def used() -> Iterator[Used]:
    for place, node in calls():
        match called(node):
            case "say" if name := literal(node, 0):
                yield Used(place, name, keywords(node))
            case "progress_bar" if name := literal(node, 0):
                yield Used(place, name, set())
            case "text" if name := literal(node, 1):
                yield Used(place, name, keywords(node))
            case "Problem" if code := literal(node, 1):
                yield Used(place, f"error.{code}", keys(node))
            case "refuse" if code := literal(node, 0):
                yield Used(place, f"error.{code}", {"field", "value", "last"})
            case name if name in ERRORS and (code := literal(node, 0)):
                yield Used(place, f"error.{code}", keywords(node))


def said_by_pages() -> Iterator[tuple[str, nodes.Call]]:
    """The calls of `say` in the templates of pages."""
    for file in PAGES:
        for node in TEMPLATES.parse(file.read_text("utf-8")).find_all(nodes.Call):
            match node.node:
                case nodes.Name(name="say") | nodes.Getattr(attr="say"):
                    yield f"{file.relative_to(PROJECT)}:{node.lineno}", node


def used_by_pages() -> Iterator[Used]:
    for place, node in said_by_pages():
        details = None if node.dyn_kwargs else {keyword.key for keyword in node.kwargs}
        match node.args:
            case [nodes.Const(value=str(name))]:
                yield Used(place, name, details)
            case [nodes.CondExpr(expr1=nodes.Const(value=one), expr2=nodes.Const(value=other))]:
                yield Used(place, one, details)
                yield Used(place, other, details)


USED = [*used(), *used_by_pages()]


def test_the_walk_finds_what_it_looks_for():
    names = {one.name for one in USED}

    assert {"cli.error", "note.total", "error.unknown_unit", "error.repeated_field"} <= names
    assert {"error.void_of_void", "error.store_not_empty", "cli.building"} <= names
    assert {"page.sign_in", "page.link_dead", "time.said"} <= names
    assert len(names) > 100


@pytest.mark.parametrize("one", USED, ids=lambda one: f"{one.name} at {one.place}")
def test_every_message_that_the_code_names_exists_and_gets_its_details(one: Used):
    for language in LANGUAGES:
        assert one.name in messages(language)
        if one.details is not None:
            assert placeholders(messages(language)[one.name]) <= one.details


def beginnings() -> Iterator[tuple[str, str]]:
    """The constant beginnings of names that the code puts together."""
    for place, node in calls():
        if called(node) in {"say", "text", "progress_bar"}:
            for argument in node.args[:2]:
                match argument:
                    case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                        yield place, start


def beginnings_in_pages() -> Iterator[tuple[str, str]]:
    for place, node in said_by_pages():
        match node.args:
            case [nodes.Concat(nodes=[nodes.Const(value=str(start)), *_])]:
                yield place, start


@pytest.mark.parametrize(("place", "start"), sorted({*beginnings(), *beginnings_in_pages()}))
def test_every_name_put_together_begins_like_some_message(place: str, start: str):
    assert any(name.startswith(start) for name in messages("vi")), place


def strings_of_pages() -> set[str]:
    return {
        node.value
        for file in PAGES
        for node in TEMPLATES.parse(file.read_text("utf-8")).find_all(nodes.Const)
        if isinstance(node.value, str)
    }


def strings() -> set[str]:
    return strings_of_pages() | {
        node.value
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_message_is_left_that_nothing_says():
    said = strings()
    made_up = {*names_of_words(), *(one.name for one in USED)}
    starts = {start for _, start in (*beginnings(), *beginnings_in_pages())}
    unsaid = [
        name
        for name in messages("vi")
        if name not in made_up
        and name not in said
        and name.partition(".")[2] not in said
        and not any(name.startswith(one) and name.removeprefix(one) in said for one in starts)
        # What readings of deadlines note: tests/deadlines/test_notes.py.
        and not name.startswith(("deadline.", "http.", "error.expected_", "cli.import_", "demo."))
    ]

    assert unsaid == []


# --- what a refusal shows ------------------------------------------------------------------------

DETAILS: list[tuple[str, dict[str, Any], str]] = [
    (
        "phase_forbids",
        {"value": Word.REOPENED, "phase": Phase.OPEN, "on": date(2024, 3, 8)},
        "không thể “mở lại” vào ngày 08/3/2024: khi đó mục đang ở tình trạng “đang thực hiện”",
    ),
    (
        "unknown_unit",
        {"field": "unit", "value": "{phase}"},
        "không có đơn vị nào mang mã “{phase}”",
    ),
]


@pytest.mark.parametrize(("code", "details", "said"), DETAILS, ids=[case[0] for case in DETAILS])
def test_a_refusal_says_its_details_in_words(code: str, details: dict[str, Any], said: str):
    assert refusal("vi", code, details) == said
    assert refusal("en", code, details).isascii() or "“" in refusal("en", code, details)
