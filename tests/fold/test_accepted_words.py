"""What is said to be accepted today is what would be accepted if it were recorded."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, facts_of, md
from tracker.days import LOCAL_ZONE
from tracker.fold.acceptance import accepted_words, voidable
from tracker.fold.state import Fact
from tracker.fold.words import FINDING_WORDS, Word

LATER = timedelta(days=60)


def said_today(first: Line, word: Word, today: date, event_no: int = 0) -> Line:
    """The line that somebody would type today."""
    kind = naive.kind_of(first)
    spelt = FINDING_WORDS.get(word, word.value) if kind == "finding" else word.value
    line: Line = {
        "type": f"{kind}.{spelt}",
        "ref": first["ref"],
        "effective_on": today.isoformat(),
        "recorded_at": datetime(today.year, today.month, today.day, 23, tzinfo=LOCAL_ZONE),
        "actor": "vt.huonghuu",
    }
    line["recorded_at"] = line["recorded_at"].isoformat()
    if word is Word.DEADLINE_EXTENDED:
        line["due_on"] = (today + LATER).isoformat()
    elif word is Word.DEADLINE_CORRECTED:
        line["due_on"] = None
    elif word is Word.TRANSFERRED:
        line["to_unit"] = "H30"
    elif word is Word.PAYMENT_RECORDED:
        line["amount"] = 5
    elif word is Word.VOIDED:
        line["event_no"] = event_no
    return line


@examples(0.5)
@given(strategies.histories(max_items=2, max_events=25, with_units=False), st.integers(0, 50))
def test_what_is_accepted_today_is_what_the_contract_accepts(lines: list[Line], after: int):
    for first in naive.all_items(lines, None):
        stream = naive.stream(lines, naive.kind_of(first), first["ref"])
        history = facts_of(stream)
        today = max(naive.recorded(line) for line in stream).astimezone(LOCAL_ZONE).date()
        today += timedelta(days=after)

        expected = {
            word
            for word in Word
            if word not in {Word.ASSIGNED, Word.VOIDED}
            and (word is not Word.PAYMENT_RECORDED or naive.kind_of(first) == "finding")
            and naive.accepts_item(stream, said_today(first, word, today)) is None
        }
        voids = [
            no
            for no in range(len(stream) + 2)
            if naive.accepts_item(stream, said_today(first, Word.VOIDED, today, no)) is None
        ]

        found = accepted_words(history, today) - {Word.VOIDED}
        if naive.kind_of(first) != "finding":
            found -= {Word.PAYMENT_RECORDED}
        assert found == expected
        assert voidable(history, today) == voids
        assert (Word.VOIDED in accepted_words(history, today)) == bool(voids)


def test_nothing_is_accepted_of_what_is_not_there():
    assert accepted_words([], md("1/6")) == frozenset()


def test_nothing_but_a_void_is_accepted_once_an_item_is_out():
    history = [
        Fact(1, Word.ASSIGNED, md("2/1"), md("15/3"), "H57.31"),
        Fact(2, Word.WITHDRAWN, md("10/3")),
    ]

    assert accepted_words(history, md("1/6")) == {Word.VOIDED}
    assert voidable(history, md("1/6")) == [2]
