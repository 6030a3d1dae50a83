"""What was asked of the assigner and waits for an answer, at any cut."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.support.properties import costly_examples
from tests.support.scenario import (
    FIRST,
    ROOT,
    SECOND,
    assigned_line,
    happened_line,
    md,
    moment,
    unit_line,
)
from tracker.errors import NotFoundError
from tracker.fold.words import ItemClass, Kind
from tracker.reading.cut import Filters
from tracker.reading.requests import Request, requests

TASK = Kind.PLAN_TASK
EXTENSION, RETURN = "extension", "return"
ASKED = ("extension_requested", "10/3")
"""What nearly every story begins with; the assignment is event 1, this one event 2."""


def told(word: str, on: str, typed: str | None = None, **own: Any) -> tuple[Any, ...]:
    return word, on, typed, own


STORIES: dict[str, tuple[list[tuple[Any, ...]], dict[tuple[str, str], set[str]]]] = {
    "WAITS": (
        [told(*ASKED)],
        {("9/3", "1/6"): set(), ("10/3", "1/6"): {EXTENSION}, ("1/6", "1/6"): {EXTENSION}},
    ),
    "TYPED-LATE": (
        [told(*ASKED, "20/3")],
        {("12/3", "19/3"): set(), ("12/3", "20/3"): {EXTENSION}},
    ),
    "EXTENDED": (
        [told(*ASKED), told("deadline_extended", "12/3", due_on="2024-03-31")],
        {("11/3", "1/6"): {EXTENSION}, ("12/3", "11/3"): {EXTENSION}, ("12/3", "1/6"): set()},
    ),
    "REFUSED": ([told(*ASKED), told("extension_refused", "12/3")], {("1/6", "1/6"): set()}),
    "MOVED-BY-CALENDAR": (
        [
            told(*ASKED),
            told(
                "deadline_extended",
                "12/3",
                due_on="2024-03-18",
                cause={"calendar": "vn", "calendar_version": 2},
            ),
        ],
        {("1/6", "1/6"): {EXTENSION}},
    ),
    "TAKEN-BACK": (
        [told(*ASKED), told("voided", "10/3", "12/3", event_no=2)],
        {("1/6", "11/3"): {EXTENSION}, ("1/6", "12/3"): set()},
    ),
    "ANSWER-TAKEN-BACK": (
        [
            told(*ASKED),
            told("extension_refused", "12/3"),
            told("voided", "12/3", "14/3", event_no=3),
        ],
        {("1/6", "13/3"): set(), ("1/6", "14/3"): {EXTENSION}},
    ),
    "ASKED-AGAIN": (
        [told(*ASKED), told("extension_refused", "12/3"), told("extension_requested", "13/3")],
        {("12/3", "1/6"): set(), ("13/3", "1/6"): {EXTENSION}},
    ),
    "ANSWER-OF-ANOTHER": (
        [
            told("extension_requested", "5/3"),
            told(*ASKED),
            told("extension_refused", "6/3", "15/3"),
        ],
        {("8/3", "12/3"): {EXTENSION}, ("8/3", "15/3"): set(), ("10/3", "15/3"): {EXTENSION}},
    ),
    "BOTH": (
        [told(*ASKED), told("return_requested", "11/3")],
        {("11/3", "1/6"): {EXTENSION, RETURN}},
    ),
    "RETURNED": (
        [told("return_requested", "11/3"), told("return_accepted", "14/3")],
        {("13/3", "1/6"): {RETURN}, ("14/3", "1/6"): set()},
    ),
    "KEPT": (
        [told("return_requested", "11/3"), told("return_refused", "14/3")],
        {("13/3", "1/6"): {RETURN}, ("14/3", "1/6"): set()},
    ),
    "PASSED-ON": (
        [told(*ASKED), told("return_requested", "11/3"), told("transferred", "14/3", to_unit=ROOT)],
        {("13/3", "1/6"): {EXTENSION, RETURN}, ("14/3", "1/6"): {EXTENSION}},
    ),
    "DONE": (
        [
            told(*ASKED),
            told("return_requested", "11/3"),
            told("completion_reported", "12/3"),
            told("reopened", "20/3"),
        ],
        {
            ("11/3", "1/6"): {EXTENSION, RETURN},
            ("12/3", "1/6"): {RETURN},
            ("20/3", "1/6"): {EXTENSION, RETURN},
        },
    ),
    "WITHDRAWN": (
        [told(*ASKED), told("withdrawn", "12/3")],
        {("11/3", "1/6"): {EXTENSION}, ("12/3", "1/6"): set()},
    ),
}
"""What happened to an item, and what of it waits at which (C, K)."""


def history() -> list[Line]:
    lines = [
        unit_line(ROOT),
        unit_line(FIRST, ROOT),
        unit_line(SECOND, ROOT),
        assigned_line(TASK, "NOTHING-ASKED", unit=FIRST),
        assigned_line(TASK, "ELSEWHERE", unit=SECOND),
        happened_line(TASK, "ELSEWHERE", "extension_requested", "3/3"),
    ]
    for ref, (events, _) in STORIES.items():
        lines.append(assigned_line(TASK, ref, unit=FIRST))
        for word, on, typed, own in events:
            lines.append(happened_line(TASK, ref, word, on, typed=typed, **own))
    return sorted(lines, key=lambda line: datetime.fromisoformat(line["recorded_at"]))


@pytest.fixture(scope="module")
def told_all(databases: Databases) -> Iterator[Connection[Any]]:
    """All stories in one store."""
    with taken_in(databases, history()) as connection:
        yield connection


def ask(connection: Connection[Any], on: str, known: str, **filters: Any) -> list[Request]:
    return requests(connection, at(connection, md(on), moment(known)), Filters(**filters))


@pytest.mark.parametrize("ref", STORIES)
def test_a_request_waits_until_it_is_answered_taken_back_or_overtaken(
    told_all: Connection[Any], ref: str
):
    _, expected = STORIES[ref]
    for (on, known), sorts in expected.items():
        waiting = {one.sort for one in ask(told_all, on, known) if one.ref == ref}
        assert waiting == sorts, (on, known)


def test_a_request_says_of_which_item_what_was_asked_and_by_whom(told_all: Connection[Any]):
    (one,) = ask(told_all, "20/3", "1/6", unit=SECOND)
    assert one[:-1] == (
        EXTENSION,
        TASK,
        "ELSEWHERE",
        "Việc",
        SECOND,
        ItemClass.OPEN_OVERDUE,
        date(2024, 3, 15),
        2,
    )
    assert (one.asked.effective_on, one.asked.actor) == (md("3/3"), "vt.huonghuu")


def test_the_longest_waiting_comes_first(told_all: Connection[Any]):
    waiting = ask(told_all, "1/6", "1/6")
    assert waiting[0].ref == "ELSEWHERE"
    days = [one.asked.effective_on for one in waiting]
    assert days == sorted(days)


def test_requests_are_those_of_the_unit_and_all_below_it(told_all: Connection[Any]):
    everywhere = ask(told_all, "12/3", "1/6")
    assert ask(told_all, "12/3", "1/6", unit=ROOT) == everywhere
    first = ask(told_all, "12/3", "1/6", unit=FIRST)
    assert [one for one in everywhere if one.unit != SECOND] == first
    with pytest.raises(NotFoundError, match="unknown_unit"):
        ask(told_all, "12/3", "1/6", unit="H99")


def test_requests_can_be_asked_of_a_kind_and_a_class(told_all: Connection[Any]):
    assert ask(told_all, "12/3", "1/6", kind=Kind.FINDING) == []
    out = ask(told_all, "12/3", "1/6", classes=(ItemClass.OUT,))
    assert out == []
    done = ask(told_all, "12/3", "1/6", classes=(ItemClass.DONE_ON_TIME,))
    assert [(one.ref, one.sort) for one in done] == [("DONE", RETURN)]


# --- any history --------------------------------------------------------------------------------

ASKING = {
    "started": "extension_requested",
    "progress_noted": "extension_requested",
    "overdue_flagged": "extension_requested",
    "due_soon_flagged": "return_requested",
    "urged": "return_requested",
}
"""Words without effect make a history of many requests, and as valid as it was."""
ANSWERS = {
    "extension_requested": (EXTENSION, ("deadline_extended", "extension_refused")),
    "return_requested": (RETURN, ("return_accepted", "return_refused", "transferred")),
}


def asking(lines: list[Line]) -> list[Line]:
    return [{**line, "type": _asking(line["type"])} for line in lines]


def _asking(type_: str) -> str:
    kind, word = type_.split(".")
    return f"{kind}.{ASKING.get(word, word)}"


def waiting_plainly(lines: list[Line], as_of: date, known_at: datetime | None) -> dict[Any, str]:
    """The day of the last request of each sort with no answer after it."""
    found = {}
    for first in naive.all_items(lines, None):
        kind, ref = naive.kind_of(first), first["ref"]
        facts = naive.facts_of(lines, kind, ref, as_of, known_at)
        if facts is None or facts["class"] == "out":
            continue
        stream = naive.step_1(naive.stream(lines, kind, ref), known_at)
        words = [(naive.word_of(line), line) for line in naive.step_2(stream, as_of)]
        for place, (word, line) in enumerate(words):
            if word not in ANSWERS:
                continue
            sort, answers = ANSWERS[word]
            answered = any(later in answers for later, _ in words[place + 1 :])
            overtaken = sort == EXTENSION and facts["class"] in naive.DONE
            if not answered and not overtaken:
                found[kind, ref, sort] = line["effective_on"]
    return found


@costly_examples(0.08)
@given(lines=strategies.histories(max_items=9).map(asking), data=st.data())
def test_at_any_cut_those_requests_wait_that_have_no_later_answer(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(20):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            given_ = data.draw(filters_of(lines, targets=False))
            cut, filters = at(connection, as_of, known_at), as_filters(given_)
            there = {
                (item["kind"], item["ref"])
                for item in naive.items(lines, as_of, known_at, **given_)
            }
            found = {
                (one.kind, one.ref, one.sort): one.asked.effective_on.isoformat()
                for one in requests(connection, cut, filters)
            }
            expected = waiting_plainly(lines, as_of, known_at)
            assert found == {key: day for key, day in expected.items() if key[:2] in there}
            event(f"requests waiting: {min(len(found), 3)}")
