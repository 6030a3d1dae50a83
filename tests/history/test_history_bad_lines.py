"""A bad line is refused with its number, its field and what was expected; nothing is stored."""

import json
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

import pytest

from tests.history.past import (
    ASSESSED,
    DIRECTIVE,
    FINDING,
    OTHER_UNIT,
    REPORTED,
    TARGET,
    TASK,
    UNIT,
    Bring,
    Found,
    after,
    as_bytes,
    as_line,
    past,
)
from tests.support.rows import history_of
from tests.support.scenario import Line
from tracker.entry.lines import LINES

Bad = Callable[[bytes], Any]


def changed(place: int, **fields: Any) -> bytes:
    """The past with other fields on one line."""
    lines = past()
    lines[place] |= fields
    return as_bytes(lines)


def with_line(place: int, line: bytes | str) -> bytes:
    """The past with one line replaced."""
    return as_bytes([*past()[:place], line, *past()[place + 1 :]])


def with_more(*lines: Line) -> bytes:
    return as_bytes([*past(), *lines])


def test_the_past_that_all_cases_start_from_is_taken_in(brought: Bring, database_url: str):
    assert brought(as_bytes(past())) is None
    assert len(history_of(database_url)) == len(past())


# --- fields --------------------------------------------------------------------------------------

FIELDS = [
    (TASK, {"effective_on": "2024-02-30"}, "effective_on", "expected_day"),
    (TASK, {"effective_on": 20240301}, "effective_on", "expected_day"),
    (TASK, {"effective_on": "2024-03-01T08:00:00+07:00"}, "effective_on", "expected_day"),
    (TASK, {"effective_on": "2024-3-1"}, "effective_on", "expected_day"),
    (TASK, {"effective_on": "01/3/2024"}, "effective_on", "expected_day"),
    (TASK, {"effective_on": "1899-12-31"}, "effective_on", "expected_day"),
    (TASK, {"effective_on": None}, "effective_on", "expected_day"),
    (TASK, {"due_on": "2024-02-30"}, "due_on", "expected_day"),
    (TASK, {"due_on": 20240315}, "due_on", "expected_day"),
    (TASK, {"due_on": "2024-03-15T00:00:00"}, "due_on", "expected_day"),
    (TASK, {"due_on": ""}, "due_on", "expected_day"),
    (TASK, {"due_on": "2200-01-01"}, "due_on", "expected_day"),
    (TASK, {"due_on": "2024-W11-5"}, "due_on", "expected_day"),
    (TASK, {"effective_on": "2024-W09-5"}, "effective_on", "expected_day"),
    (TASK, {"recorded_at": "2024-03-01T10:00:00"}, "recorded_at", "expected_moment"),
    (TASK, {"recorded_at": "2024-03-01"}, "recorded_at", "expected_moment"),
    (TASK, {"recorded_at": 1709262000}, "recorded_at", "expected_moment"),
    (TASK, {"recorded_at": "2024-03-01T25:00:00+07:00"}, "recorded_at", "expected_moment"),
    (TASK, {"due_on": "2024-02-29"}, "due_on", "due_before_assignment"),
    (TASK, {"effective_on": "2024-03-02"}, "effective_on", "effective_after_recording"),
    (ASSESSED, {"recorded_at": "2026-01-01T07:00:01+07:00"}, "recorded_at", "in_the_future"),
    (ASSESSED, {"recorded_at": "2024-03-01T13:59:59.999999+07:00"}, "recorded_at", "out_of_order"),
    (TASK, {"unit": "H99"}, "unit", "unknown_unit"),
    (TASK, {"unit": 5}, "unit", "expected_text"),
    (TASK, {"unit": ""}, "unit", "empty_text"),
    (TASK, {"coordinators": ["H30", "H99"]}, "coordinators", "unknown_unit"),
    (TASK, {"coordinators": "H30"}, "coordinators", "expected_list"),
    (TASK, {"area": "culture"}, "area", "expected_one_of"),
    (TASK, {"needs_confirmation": "no"}, "needs_confirmation", "expected_boolean"),
    (TASK, {"needs_confirmation": 0}, "needs_confirmation", "expected_boolean"),
    (TASK, {"colour": "red"}, "colour", "unknown_field"),
    (TASK, {"command_id": "c-1"}, "command_id", "unknown_field"),
    (TASK, {"title": ""}, "title", "empty_text"),
    (TASK, {"title": "x" * 4001}, "title", "text_too_long"),
    (TASK, {"actor": None}, "actor", "expected_text"),
    (TASK, {"source": "107/UBND"}, "source", "expected_object"),
    (TASK, {"source": {"number": "1", "page": 3}}, "source.page", "unknown_field"),
    (TASK, {"source": {"date": "2024-02-30"}}, "source.date", "expected_day"),
    (DIRECTIVE, {"issuer_level": "ward"}, "issuer_level", "expected_one_of"),
    (DIRECTIVE, {"parent_ref": "CD-9"}, "parent_ref", "unknown_item"),
    (DIRECTIVE, {"parent_ref": "CD-1"}, "parent_ref", "unknown_item"),
    (DIRECTIVE, {"parent_ref": "NV-1"}, "parent_ref", "unknown_item"),
    (DIRECTIVE, {"plan": "07/QĐ-UBND"}, "plan", "unknown_field"),
    (FINDING, {"amount_required": -1}, "amount_required", "expected_at_least"),
    (FINDING, {"amount_required": 1.5}, "amount_required", "expected_integer"),
    (FINDING, {"amount_required": "16424380"}, "amount_required", "expected_integer"),
    (FINDING, {"amount_required": True}, "amount_required", "expected_integer"),
    (FINDING, {"amount_required": 10**30}, "amount_required", "expected_integer"),
    (FINDING, {"amount_required": 10**15 + 1}, "amount_required", "expected_at_most"),
    (REPORTED, {"ref": "NV-9"}, "ref", "unknown_item"),
    (REPORTED, {"due_on": "2024-03-15"}, "due_on", "unknown_field"),
    (TARGET, {"unit": "H99"}, "unit", "unknown_unit"),
    (ASSESSED, {"state": "not_assessed"}, "state", "expected_one_of"),
    (ASSESSED, {"ref": "CT-9"}, "ref", "unknown_item"),
    (ASSESSED, {"effective_on": "2024-02-29"}, "effective_on", "effective_before_assignment"),
    (ASSESSED, {"numerator": -1}, "numerator", "expected_at_least"),
    (OTHER_UNIT, {"parent": "H99"}, "parent", "unknown_unit"),
    (OTHER_UNIT, {"level": "ward"}, "level", "expected_one_of"),
    (OTHER_UNIT, {"parent": "H30.35"}, "parent", None),
    (TASK, {"type": "plan_task.done"}, "type", "unknown_type"),
    (TASK, {"type": 7}, "type", "unknown_type"),
    (TASK, {"type": None}, "type", None),
]


@pytest.mark.parametrize(
    ("place", "fields", "field", "code"), FIELDS, ids=[str(case[1])[:60] for case in FIELDS]
)
def test_a_bad_field_is_named(
    refused: Bad, place: int, fields: dict[str, Any], field: str, code: str | None
):
    problems = refused(changed(place, **fields)).problems

    first = problems[0]
    assert (first.line, first.field) == (place + 1, field)
    if code is not None:
        assert first.code == code


REQUIRED = [
    (topic, name)
    for topic, shape in LINES.items()
    for name, field in shape.model_fields.items()
    if field.is_required()
]
VALUES: dict[str, Any] = {
    "code": "H30.01",
    "name": "Phòng Nội vụ",
    "level": "office",
    "parent": None,
    "into": "H30",
    "ref": "NEW-1",
    "unit": "H30",
    "to_unit": "H30",
    "title": "Việc",
    "due_on": "2024-03-15",
    "plan": "07/QĐ-UBND",
    "area": "direction",
    "issuer": "UBND tỉnh",
    "issuer_level": "province",
    "conclusion": "08/KL-TTr",
    "inspector": "Thanh tra",
    "category": "recover",
    "amount_required": None,
    "amount": 1,
    "event_no": 2,
    "goal": "100%",
    "measure": "ratio",
    "state": "met",
    "successors": ["H30", "H57"],
    "days": [],
    "effective_on": "2024-03-01",
    "recorded_at": "2024-03-01T16:00:00+07:00",
    "actor": "vt",
}


@pytest.mark.parametrize(("topic", "name"), REQUIRED, ids=map("-".join, REQUIRED))
def test_a_required_field_that_is_missing_is_named(refused: Bad, topic: str, name: str):
    line = {field: VALUES.get(field) for of, field in REQUIRED if of == topic} | {"type": topic}
    del line[name]

    problems = refused(with_more(line)).problems

    assert problems == [Found(9, name, "missing")]


def test_every_field_that_the_contract_requires_is_required():
    from tests.oracle import naive  # noqa: PLC0415 - only here is its table wanted

    of_contract = {
        (topic, name)
        for topic, (must, _) in naive.FIELDS.items()
        for name in (*must, "type", "effective_on", "recorded_at", "actor")
    }
    # Left out, a voucher loses nothing that a count rests on.
    added = {"unit.split", "calendar.established", "calendar.days_adopted"}
    of_ours = {(topic, name) for topic, name in REQUIRED if topic not in added}
    assert of_contract - {("finding.payment_recorded", "voucher")} == of_ours


@pytest.mark.parametrize(
    "twice",
    [
        '"title": "Rà soát", "title": "Việc khác"',
        '"title" : "Rà soát", "title": "Việc khác"',
        '"title":"Rà soát","title" :"Việc khác"',
        '"title": "R\\u00e0 soát", "title": "Việc khác"',
        '"title": "Rà soát", "source": {"number": "1", "number": "2"}',
        '"title": "Rà soát", "ti\\u0074le": "Việc khác"',
    ],
)
def test_a_field_given_twice_is_named(refused: Bad, twice: str):
    line = as_line(past()[TASK]).decode().replace('"title": "Rà soát"', twice)

    problem = refused(with_line(TASK, line)).problems[0]

    assert (problem.line, problem.code) == (3, "repeated_field")
    assert problem.field in {"title", "number", "source.number"}


def test_what_follows_from_a_field_given_twice_is_not_named_again(refused: Bad):
    line = as_line(past()[TASK]).decode().replace('"title":', '"title": "Việc khác", "title":')

    assert [p.line for p in refused(with_line(TASK, line)).problems] == [3]


# --- what is no event at all ---------------------------------------------------------------------

UNREADABLE = {
    "half": b'{"type": "plan_task.assigned", "ref": "NV-1"',
    "single quotes": b"{'type': 'plan_task.assigned'}",
    "trailing comma": b'{"type": "plan_task.assigned",}',
    "two on a line": as_line(past()[TASK]) * 2,
    "a list": b"[1, 2]",
    "a number": b"17",
    "null": b"null",
    "text": '"giao nhiệm vụ"'.encode(),
    "NaN": b'{"type": "finding.assigned", "amount_required": NaN}',
    "no type": b'{"ref": "NV-1"}',
    "empty object": b"{}",
    "not UTF-8": '{"type": "Thừa Thiên"}'.encode("cp1258", "replace") + b"\xff",
    "UTF-16": '{"type": "x"}'.encode("utf-16"),
    "lone surrogate": b'{"type": "plan_task.assigned", "title": "\\ud83d"}',
    "surrogates swapped": b'{"type": "plan_task.assigned", "title": "\\ude00\\ud83d"}',
    "encoded surrogate": b'{"type": "plan_task.assigned", "title": "\xed\xa0\xbd"}',
    "raw control character": b'{"type": "plan_task.assigned", "title": "a\x01b"}',
    "raw NUL": b'{"type": "plan_task.assigned", "title": "a\x00b"}',
    "only NULs": b"\x00" * 64,
    "deep lists": b"[" * 990 + b"]" * 990,
    "deeper lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 1000 + b"1" + b"}" * 1000,
}


@pytest.mark.parametrize("line", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_event_is_named_by_its_line(refused: Bad, line: bytes):
    problems = refused(as_bytes([*past(), line])).problems

    assert {problem.line for problem in problems} == {9}


@pytest.mark.parametrize("depth", [100, 900, 985, 1000, 1020])
def test_a_field_full_of_brackets_is_named(refused: Bad, depth: int):
    nested = "[" * depth + "]" * depth
    line = as_line(past()[TASK]).decode().replace('"Rà soát"', nested)

    assert refused(with_line(TASK, line)).problems[0].line == 3


@pytest.mark.parametrize(
    "field", ["title", "ref", "note", "actor", "unit", "reason", "plan", "product"]
)
@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f"])
def test_control_characters_have_no_place_in_text(refused: Bad, field: str, sign: str):
    (problem, *_) = refused(changed(TASK, **{field: f"a{sign}b"})).problems

    assert problem == Found(3, field, "bad_characters")


def test_control_characters_deep_in_a_line_are_found(refused: Bad):
    bad = {
        "source": {"number": "a\x00b"},
        "coordinators": ["H30\x00"],
        "attachments": ["tờ\x00trình"],
    }

    problems = refused(changed(TASK, **bad)).problems

    assert {(p.line, p.field.split(".")[0]) for p in problems} == {
        (3, "source"),
        (3, "coordinators"),
        (3, "attachments"),
    }


def test_lines_of_a_long_text_may_be_broken_but_not_those_of_a_name(brought: Bring, refused: Bad):
    assert refused(changed(TASK, ref="NV\n1")).problems[0].code == "bad_characters"
    assert brought(changed(TASK, note="một\nhai\tba")) is None


# --- rules ---------------------------------------------------------------------------------------


def test_a_reference_used_twice_is_named(refused: Bad):
    again = {**past()[TASK], "recorded_at": "2024-03-01T16:00:00+07:00"}

    assert refused(with_more(again)).problems == [Found(9, "type", "assigned_twice")]


def test_the_same_reference_serves_items_of_two_kinds(brought: Bring):
    assert brought(changed(DIRECTIVE, ref="NV-1")) is None


def test_a_unit_code_used_twice_is_named(refused: Bad):
    again = {**past()[UNIT], "recorded_at": "2024-03-01T16:00:00+07:00"}

    assert refused(with_more(again)).problems == [Found(9, "type", "unit_established_twice")]


UNIT_CASES = {
    "cycle": ({"type": "unit.moved", "code": "H30", "parent": "H30.35"}, "parent", "unit_cycle"),
    "below itself": (
        {"type": "unit.moved", "code": "H30", "parent": "H30"},
        "parent",
        "unit_into_itself",
    ),
    "into itself": (
        {"type": "unit.merged", "code": "H30.35", "into": "H30.35"},
        "into",
        "unit_into_itself",
    ),
    "into nobody": (
        {"type": "unit.merged", "code": "H30.35", "into": "H9"},
        "into",
        "unknown_unit",
    ),
    "below nobody": (
        {"type": "unit.moved", "code": "H30.35", "parent": "H9"},
        "parent",
        "unknown_unit",
    ),
    "nobody": ({"type": "unit.dissolved", "code": "H9"}, "code", "unknown_unit"),
    "before it was": (
        {"type": "unit.renamed", "code": "H30.35", "name": "Huyện", "effective_on": "2024-02-29"},
        "effective_on",
        "unit_event_before_establishment",
    ),
}


@pytest.mark.parametrize(("line", "field", "code"), UNIT_CASES.values(), ids=UNIT_CASES)
def test_an_impossible_tree_is_named(refused: Bad, line: Line, field: str, code: str):
    sort = line.pop("type")
    problems = refused(with_more(after(past(), sort, **line))).problems

    assert problems == [Found(9, field, code)]


def test_a_cycle_that_only_a_later_day_closes_is_named(refused: Bad):
    lines = past()
    lines.append(
        after(lines, "unit.established", code="H31", name="X", level="province", parent=None)
    )
    lines.append(
        after(lines, "unit.moved", code="H30", parent="H31", effective_on="2024-06-01", hour=17)
    )
    lines.append(
        after(lines, "unit.moved", code="H31", parent="H30.35", effective_on="2024-05-01", hour=18)
    )
    lines = [
        {**line, "recorded_at": f"2024-03-02T{n:02d}:00:00+07:00"} for n, line in enumerate(lines)
    ]

    assert refused(as_bytes(lines)).problems == [Found(11, "parent", "unit_cycle")]


def test_a_unit_that_has_ended_takes_no_more_events(refused: Bad):
    lines = past()
    lines.append(after(lines, "unit.dissolved", code="H30.35"))
    lines.append(after(lines, "unit.renamed", code="H30.35", name="Mới"))

    assert refused(as_bytes(lines)).problems == [Found(10, "effective_on", "unit_ended")]


def test_an_event_that_its_phase_does_not_allow_is_named(refused: Bad):
    lines = [*past(), after(past(), "plan_task.completion_confirmed", ref="NV-1")]

    outcome = refused(as_bytes(lines))

    assert outcome.problems == [Found(9, "type", "phase_forbids")]
    assert outcome.details[0]["phase"] == "done"


def test_a_late_entry_is_refused_naming_the_event_in_the_way(refused: Bad):
    lines = past()[: REPORTED + 1]
    lines[REPORTED] |= {"effective_on": "2024-03-05", "recorded_at": "2024-03-05T08:00:00+07:00"}
    late = after(lines, "plan_task.suspended", ref="NV-1", effective_on="2024-03-03")
    late["recorded_at"] = "2024-03-06T08:00:00+07:00"

    outcome = refused(as_bytes([*lines, late]))

    assert outcome.problems == [Found(7, "effective_on", "later_event_in_the_way")]
    assert outcome.details[0]["event_no"] == 2
    assert outcome.details[0]["event"] == "completion_reported"


@pytest.mark.parametrize(
    ("event_no", "code"),
    [
        (0, "expected_at_least"),
        (-1, "expected_at_least"),
        (1, "void_of_first_event"),
        (3, "void_of_unknown_event"),
        (99, "void_of_unknown_event"),
        ("2", "expected_integer"),
        (None, "expected_integer"),
        (10**7, "expected_at_most"),
    ],
)
def test_a_void_must_name_an_event_before_it(refused: Bad, event_no: Any, code: str):
    line = after(past(), "plan_task.voided", ref="NV-1", event_no=event_no)

    assert refused(with_more(line)).problems == [Found(9, "event_no", code)]


@pytest.mark.parametrize(("event_no", "code"), [(2, "void_of_voided_event"), (3, "void_of_void")])
def test_nothing_is_voided_twice_and_no_void_is_voided(refused: Bad, event_no: int, code: str):
    lines = [*past(), after(past(), "plan_task.voided", ref="NV-1", event_no=2)]
    lines.append(after(lines, "plan_task.voided", ref="NV-1", event_no=event_no, hour=15))

    assert refused(as_bytes(lines)).problems == [Found(10, "event_no", code)]


@pytest.mark.parametrize("amount", [0, -1, 10**16])
def test_a_payment_is_more_than_nothing(refused: Bad, amount: int):
    line = after(past(), "finding.payment_recorded", ref="KL-1", amount=amount)

    (problem,) = refused(with_more(line)).problems

    assert (problem.line, problem.field) == (9, "amount")


def test_an_extension_to_before_the_assignment_is_named(refused: Bad):
    line = after(past(), "directive.deadline_extended", ref="CD-1", due_on="2024-02-29")

    assert refused(with_more(line)).problems == [Found(9, "due_on", "due_before_assignment")]


def test_a_unit_is_known_from_its_line_on_and_not_before(refused: Bad):
    lines = past()
    lines[OTHER_UNIT], lines[TASK] = lines[TASK], lines[OTHER_UNIT]
    lines[1]["recorded_at"], lines[2]["recorded_at"] = (
        lines[2]["recorded_at"],
        lines[1]["recorded_at"],
    )

    assert Found(2, "unit", "unknown_unit") in refused(as_bytes(lines)).problems


# --- several problems ----------------------------------------------------------------------------


def test_two_bad_lines_of_one_item_are_both_named(refused: Bad):
    lines = past()
    lines[TASK]["area"] = "culture"
    lines[REPORTED]["note"] = 5

    assert [tuple(p) for p in refused(as_bytes(lines)).problems] == [
        (3, "area", "expected_one_of"),
        (6, "note", "expected_text"),
    ]


def test_two_rule_breaks_of_one_item_are_both_named(refused: Bad):
    lines = past()
    lines[TASK]["due_on"] = "2024-02-01"
    lines[REPORTED]["effective_on"] = "2024-03-02"

    assert [tuple(p) for p in refused(as_bytes(lines)).problems] == [
        (3, "due_on", "due_before_assignment"),
        (6, "effective_on", "effective_after_recording"),
    ]


def test_two_problems_of_one_line_are_both_named(refused: Bad):
    problems = refused(changed(TASK, area="culture", due_on="2024-02-30")).problems

    assert {tuple(p) for p in problems} == {
        (3, "area", "expected_one_of"),
        (3, "due_on", "expected_day"),
    }


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        (TASK, {"area": "culture"}),
        (TASK, {"unit": "H99"}),
        (TASK, {"due_on": "2024-02-29"}),
        (TASK, {"effective_on": "2024-02-30"}),
        (TASK, {"recorded_at": "2024-03-01T10:00:00"}),
        (TASK, {"recorded_at": "2024-03-01T08:30:00+07:00"}),
        (TASK, {"colour": "red"}),
        (TASK, {"type": "plan_task.asigned"}),
        (UNIT, {"level": "ward"}),
        (OTHER_UNIT, {"parent": "H99"}),
        (OTHER_UNIT, {"recorded_at": "2024-03-01T07:30:00+07:00"}),
        (TARGET, {"unit": "H99"}),
        (TARGET, {"colour": "red"}),
        (REPORTED, {"colour": "red"}),
    ],
    ids=str,
)
def test_what_follows_from_one_bad_line_is_not_named_again(
    refused: Bad, place: int, fields: dict[str, Any]
):
    assert [p.line for p in refused(changed(place, **fields)).problems] == [place + 1]


def test_one_line_from_the_future_does_not_put_all_others_out_of_order(refused: Bad):
    problems = refused(changed(TASK, recorded_at="2042-03-01T10:00:00+07:00")).problems

    assert problems == [Found(3, "recorded_at", "in_the_future")]


def test_places_in_a_stream_count_its_bad_lines_too(refused: Bad):
    """A void after a bad line still means the event that it meant."""
    lines = past()
    bad = after(lines, "plan_task.urged", ref="NV-1", colour="red")
    voids_the_bad_one = after([*lines, bad], "plan_task.voided", ref="NV-1", event_no=3, hour=15)

    assert refused(as_bytes([*lines, bad, voids_the_bad_one])).problems == [
        Found(9, "colour", "unknown_field")
    ]


@pytest.mark.parametrize("bad", [99, 100, 101, 250])
@pytest.mark.parametrize("sort", ["shape", "rule"])
def test_a_hundred_problems_are_listed_and_no_more(refused: Bad, bad: int, sort: str):
    line = (
        after(past(), "plan_task.urged", ref="NV-1", note=5)
        if sort == "shape"
        else after(past(), "directive.completion_confirmed", ref="CD-1", effective_on="2024-03-02")
    )

    problems = refused(with_more(*[line] * bad)).problems

    assert [p.line for p in problems] == list(range(9, 9 + min(bad, 100)))


# --- text ----------------------------------------------------------------------------------------

NAME = "UBND xã Hương Hữu, huyện Nam Đông, tỉnh Thừa Thiên Huế"


@pytest.mark.parametrize("escaped", [False, True])
def test_accents_are_stored_composed(brought: Bring, database_url: str, escaped: bool):
    lines = past()
    lines[TASK] |= {
        "title": normalize("NFD", NAME),
        "note": normalize("NFD", NAME),
        "source": {"issuer": normalize("NFD", NAME)},
    }
    text = "".join(json.dumps(line, ensure_ascii=escaped) + "\n" for line in lines)

    assert brought(text.encode()) is None

    stored = history_of(database_url)[TASK]
    composed = normalize("NFC", NAME)
    assert (stored["title"], stored["note"], stored["source"]["issuer"]) == (composed,) * 3


def test_a_reference_is_the_same_however_its_accents_are_spelt(brought: Bring, refused: Bad):
    lines = past()
    lines[TASK]["ref"] = normalize("NFD", "NV-Đất-ố")
    lines[REPORTED]["ref"] = normalize("NFC", "NV-Đất-ố")
    again = {**lines[TASK], "ref": normalize("NFC", "NV-Đất-ố")}
    again["recorded_at"] = "2024-03-01T16:00:00+07:00"

    assert refused(as_bytes([*lines, again])).problems == [Found(9, "type", "assigned_twice")]
    assert brought(as_bytes(lines)) is None


def test_signs_beyond_the_basic_plane_come_through(brought: Bring, database_url: str):
    line = as_line(past()[TASK]).decode().replace("Rà soát", "Rà soát \\ud83d\\ude00 𠀋 \\u2028")

    assert brought(with_line(TASK, line)) is None
    assert history_of(database_url)[TASK]["title"] == "Rà soát 😀 𠀋 \u2028"
