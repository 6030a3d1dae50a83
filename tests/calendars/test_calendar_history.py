"""Calendars in histories: out and in again, bad lines by name, and no trace in any count."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    KINDS,
    OFF,
    PAPER,
    WORDS,
    adopt,
    found,
    give,
    rule,
    said,
    streams,
)
from tests.conftest import Databases
from tests.history.past import Refused, as_bytes, bring, past
from tests.oracle import strategies
from tests.support.properties import costly_examples
from tests.support.rows import head, parked, read_model
from tests.support.scenario import FIRST, Line, Office, md
from tracker.aggregates.events import stream_id
from tracker.commands.items import ReportCompletion
from tracker.database.connect import app_conninfo
from tracker.fold.words import Kind
from tracker.history.exporting import export_history
from tracker.history.importing import import_history
from tracker.projections.projector import catch_up
from tracker.projections.rebuild import rebuild
from tracker.reading.calendars import calendars_known
from tracker.reading.candidates import counted_open
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Filters, cut_at
from tracker.reading.deadline import deadline_story
from tracker.reading.verify import verify

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def exported(url: str) -> bytes:
    out = io.BytesIO()
    export_history(url, out)
    return out.getvalue()


def imported(url: str, folder: Path, content: bytes) -> None:
    file = folder / "past.jsonl"
    file.write_bytes(content)
    import_history(url, [file], LATER)


def busy_weeks(office: Office) -> None:
    """Calendars, counted deadlines of all kinds, and adoptions that moved some of them."""
    found(office, "46", unit=FIRST, reason="Theo phân cấp")
    for kind in KINDS:
        give(office, "1", kind, counted=rule(calendar="46"))
    give(office, "2")
    office.assign(Kind.DIRECTIVE, "3", "26/4", due=BEFORE, about={"deadline_text": WORDS})
    led = [stream_id(kind, "1") for kind in KINDS] + streams("2", "3")
    adopt(office, OFF, led=led, years=[2024, 2025])
    office.act(ReportCompletion, Kind.DIRECTIVE, "2", "29/4")
    adopt(office, said("2024-05-03", name="Nghỉ lễ của tỉnh"), code="46", led=led)


# --- out and in again -----------------------------------------------------------------------------


def test_calendars_rules_and_causes_come_in_elsewhere_and_go_out_the_same(
    office: Office, database_url: str, databases: Databases, tmp_path: Path
):
    busy_weeks(office)
    adopt(office, said("2024-06-12"))
    content = exported(database_url)

    with databases.fresh() as elsewhere:
        imported(elsewhere, tmp_path, content)

        assert exported(elsewhere) == content
        assert _answers(elsewhere) == _answers(database_url)
    lines = [json.loads(line) for line in content.splitlines()]
    assert sum("cause" in line for line in lines) == 9
    assert sum(line["type"] == "calendar.days_adopted" for line in lines) == 3


def test_a_province_may_rest_on_a_nation_that_nothing_was_adopted_for_yet(
    office: Office, database_url: str, databases: Databases, tmp_path: Path
):
    """The national calendar is there from the start, in a history too."""
    found(office, "46", unit=FIRST)
    give(office, "CD-1", counted=rule(calendar="46"))
    content = exported(database_url)

    with databases.fresh() as elsewhere:
        imported(elsewhere, tmp_path, content)

        assert exported(elsewhere) == content


def _answers(url: str) -> list[Any]:
    """What each item's deadline rests on, and what an adoption would look at."""
    catch_up(url)
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        cut = cut_at(connection, md("29/4"), None, LATER)
        calendars = calendars_known(connection, cut.position)
        items = [*((kind, "1") for kind in KINDS), (Kind.DIRECTIVE, "2"), (Kind.DIRECTIVE, "3")]
        stories = [deadline_story(connection, kind, ref, cut) for kind, ref in items]
        return [
            {code: calendars.named(code) for code in calendars},
            [
                [(one.due_on, one.in_force, one.rule, one.steps) for one in story.decisions]
                for story in stories
            ],
            [story.standing and story.standing.due_on for story in stories],
            counted_open(connection, md("29/4"), md("2/5")),
        ]


# --- no trace in the counts -----------------------------------------------------------------------


def test_adopting_parks_nothing_and_rows_agree_with_events(office: Office, database_url: str):
    busy_weeks(office)
    catch_up(database_url)

    assert parked(database_url) == []
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        for day in ("26/4", "29/4", "7/5", "8/5", "10/5"):
            cut = cut_at(connection, md(day), None, LATER)
            found_out = verify(connection, cut, limit=100, seed=1)
            assert (found_out.compared, found_out.differences, found_out.parked) == (5, [], 0)


def test_step_by_step_or_rebuilt_the_rows_are_the_same(office: Office, database_url: str):
    busy_weeks(office)
    catch_up(database_url, batch=1)
    step_by_step = (read_model(database_url), _counted(database_url))

    rebuild(database_url)

    assert (read_model(database_url), _counted(database_url)) == step_by_step
    assert len(_counted(database_url)) == 5


def test_a_calendar_without_items_counts_nothing(office: Office, database_url: str):
    office.assign(Kind.DIRECTIVE, "CD-1", "26/4", due=BEFORE)
    catch_up(database_url)
    before = read_model(database_url)

    found(office, "46", unit=FIRST)
    adopt(office, OFF, code="46", years=[2024])
    catch_up(database_url)

    after = read_model(database_url)
    assert after.pop("checkpoint") != before.pop("checkpoint")
    assert after == before


def _counted(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("select item_id from readmodel.counted_deadline order by 1")
        return [item_id for (item_id,) in rows]


@costly_examples(0.1)
@given(lines=strategies.histories(max_events=40), data=st.data())
def test_calendar_lines_in_any_history_change_no_answer(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, lines: list[Line], data: Any
):
    folder = tmp_path_factory.mktemp("any")
    at = data.draw(st.integers(0, len(lines) - 1))
    beside = {"effective_on": "2024-01-02", "recorded_at": lines[at]["recorded_at"], "actor": "a"}
    calendar = [
        {"type": "calendar.established", "code": "VN", "name": "Lịch chung", **beside},
        {"type": "calendar.days_adopted", "code": "VN", "days": [OFF], **beside}
        | {"source": {"number": PAPER}},
    ]
    cuts = [data.draw(strategies.cut_points(lines)) for _ in range(4)]
    with databases.fresh() as without, databases.fresh() as along:
        imported(without, folder, as_bytes(lines))
        imported(along, folder, as_bytes([*lines[: at + 1], *calendar, *lines[at + 1 :]]))

        assert head(along) == head(without) + 2
        catch_up(along, batch=3)
        assert parked(along) == []
        catch_up(without)
        assert _all_counts(along, cuts) == _all_counts(without, cuts)


def _all_counts(url: str, cuts: list[Any]) -> list[Any]:
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        return [
            counts(connection, cut_at(connection, day, known_at, LATER), Filters(), by)[1:]
            for day, known_at in cuts
            for by in ((), tuple(Dimension))
        ]


# --- bad lines ------------------------------------------------------------------------------------


def established(code: str = "46", **own: Any) -> Line:
    return {"type": "calendar.established", "code": code, "name": "Lịch của tỉnh", **own}


def days_adopted(code: str = "46", *days: Any, **own: Any) -> Line:
    paper = {"source": {"number": PAPER}}
    return {
        "type": "calendar.days_adopted", "code": code, "days": list(days or [OFF]), **paper, **own
    }  # fmt: skip


def dated(*lines: Line) -> list[Line]:
    """After the small office's own past, an hour each."""
    common = {"effective_on": "2024-03-01", "actor": "vt.huonghuu"}
    return [
        {**common, "recorded_at": f"2024-03-01T{16 + hour}:00:00+07:00", **line}
        for hour, line in enumerate(lines)
    ]


TWICE = [OFF, {**OFF, "kind": "holiday"}]
BAD: dict[str, tuple[list[Line], tuple[int, str, str]]] = {
    "unknown base": ([established(base="45")], (9, "base", "unknown_calendar")),
    "resting on itself": ([established(base="46")], (9, "base", "unknown_calendar")),
    "unknown unit": ([established(unit="H99")], (9, "unit", "unknown_unit")),
    "twice established": ([established(), established()], (10, "code", "calendar_taken")),
    "unknown calendar": ([days_adopted()], (9, "code", "unknown_calendar")),
    "no document": (
        [established(), days_adopted(source=None)],
        (10, "source.number", "adoption_without_document"),
    ),
    "a document without number": (
        [established(), days_adopted(source={"issuer": "VPCP"})],
        (10, "source.number", "adoption_without_document"),
    ),
    "make-up day on a weekday": (
        [established(), days_adopted("46", said("2024-05-03", "makeup_work"))],
        (10, "days", "makeup_on_weekday"),
    ),
    "a day twice": ([established(), days_adopted("46", *TWICE)], (10, "days", "day_twice")),
    "established ahead": (
        [established(effective_on="2024-03-02")],
        (9, "effective_on", "effective_after_recording"),
    ),
    "adopted ahead": (
        [established(), days_adopted(effective_on="2024-03-02")],
        (10, "effective_on", "effective_after_recording"),
    ),
    "a kind that is none": (
        [established(), days_adopted("46", said("2024-05-02", "feast"))],
        (10, "days.0.kind", "expected_one_of"),
    ),
    "a day that is none": (
        [established(), days_adopted("46", OFF, said("2024-02-30"))],
        (10, "days.1.day", "expected_day"),
    ),
    "a field that is none": ([established(colour="red")], (9, "colour", "unknown_field")),
    "years as text": (
        [established(), days_adopted(years=["2024"])],
        (10, "years.0", "expected_integer"),
    ),
}


@pytest.mark.parametrize(("lines", "expected"), BAD.values(), ids=BAD)
def test_a_bad_line_of_a_calendar_is_named_and_nothing_comes_in(
    database_url: str, tmp_path: Path, lines: list[Line], expected: tuple[int, str, str]
):
    outcome = brought(database_url, tmp_path, [*past(), *dated(*lines)])

    assert outcome is not None
    assert [tuple(problem) for problem in outcome.problems] == [expected]
    assert head(database_url) == 0


def brought(url: str, folder: Path, lines: list[Line]) -> Refused | None:
    return bring(url, folder / "past.jsonl", as_bytes(lines))


def test_what_follows_from_a_bad_calendar_is_not_named_again(database_url: str, tmp_path: Path):
    lines = dated(established(base="45"), days_adopted(), established("46.1", base="46"))

    outcome = brought(database_url, tmp_path, [*past(), *lines])

    assert outcome is not None
    assert [tuple(problem) for problem in outcome.problems] == [(9, "base", "unknown_calendar")]


def test_a_calendar_in_good_order_is_taken_in(database_url: str, tmp_path: Path):
    lines = dated(established(), days_adopted(), established("46.1", base="46", unit="H30.35"))

    assert brought(database_url, tmp_path, [*past(), *lines]) is None
    assert head(database_url) == len(past()) + 3


# --- rules and causes on the lines of items -------------------------------------------------------

Change = Callable[[Line], Any]
RULES: dict[str, tuple[Change, str]] = {
    "no such unit of time": (lambda line: line["deadline_rule"].update(unit="fortnight"), "unit"),
    "no length": (lambda line: line["deadline_rule"].update(count=0), "count"),
    "no day": (lambda line: line["deadline_rule"].update({"from": "26/4/2024"}), "from"),
    "a field too many": (lambda line: line["deadline_rule"].update(colour="red"), "colour"),
    "a field missing": (lambda line: line["deadline_rule"].pop("calendar"), "calendar"),
    "a calendar never established": (
        lambda line: line["deadline_rule"].update(calendar="99"),
        "calendar",
    ),
    "a version that never was": (
        lambda line: line["deadline_rule"].update(calendar_version=7),
        "calendar_version",
    ),
    "longer than all days": (
        lambda line: line["deadline_rule"].update(count=100_000, unit="year"),
        "",
    ),
}


@pytest.mark.parametrize(("change", "field"), RULES.values(), ids=RULES)
def test_a_rule_that_cannot_be_counted_is_named(
    database_url: str, tmp_path: Path, change: Change, field: str
):
    lines = json.loads(json.dumps(past()))
    lines[3] |= {"due_on": AFTER.isoformat(), "deadline_text": WORDS, "deadline_rule": rule()}
    change(lines[3])

    outcome = brought(database_url, tmp_path, lines)

    assert outcome is not None
    assert [(problem.line, problem.field) for problem in outcome.problems] == [
        (4, f"deadline_rule.{field}".rstrip("."))
    ]
