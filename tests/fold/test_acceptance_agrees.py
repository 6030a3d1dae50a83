"""What the product accepts of random proposals is what the contract's oracle accepts."""

from datetime import date, datetime, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, facts_of
from tracker.days import LOCAL_ZONE, local_day
from tracker.errors import RuleViolationError
from tracker.fold.acceptance import refuse_unless_valid

DAY = timedelta(days=1)
WORDS = (*naive.WITH_EFFECT, *naive.WITHOUT_EFFECT, "deadline_corrected", "voided", "assigned")
# Those that a phase refuses or that strand others come more often.
LIKELY = (
    "completion_reported",
    "completion_confirmed",
    "completion_rejected",
    "suspended",
    "resumed",
    "reopened",
    "withdrawn",
    "voided",
    "voided",
    "voided",
    "deadline_corrected",
)


@st.composite
def proposals(draw: st.DrawFn) -> tuple[list[Line], Line]:
    """The beginning of an accepted item, and any line that a clerk could type next."""
    lines = draw(strategies.histories(max_items=2, max_events=25, with_units=False))
    first = draw(st.sampled_from(naive.all_items(lines, None) or [lines[0]]))
    if naive.kind_of(first) == "unit":
        return [], _line(draw, "directive", "CD-01", [])
    kind, ref = naive.kind_of(first), first["ref"]
    whole = naive.stream(lines, kind, ref)
    left_out = draw(st.sampled_from((0, 0, 0, 1, 2, len(whole))))
    stream = whole[: max(0, len(whole) - left_out)]
    return stream, _line(draw, kind, ref, stream)


def _line(draw: st.DrawFn, kind: str, ref: str, stream: list[Line]) -> Line:
    word = draw(st.one_of(st.sampled_from(LIKELY), st.sampled_from(WORDS)))
    if not stream and draw(st.integers(0, 3)):
        word = "assigned"
    days = strategies.boundary_days(stream) or [date(2024, 3, 1)]
    since = naive.effective(stream[0]) if stream else days[0]
    likely = [day for day in days if day >= since]
    on = draw(st.sampled_from([*likely, *likely, *days]))
    spelt = strategies.OWN_WORDS.get(word, word) if kind == "finding" else word
    typed_on = on + draw(st.sampled_from((0, 0, 0, 0, 40, -1))) * DAY
    typed = datetime.combine(typed_on, draw(st.sampled_from(strategies.CLOCK_TIMES)), LOCAL_ZONE)
    if stream:
        typed = max(typed, naive.recorded(stream[-1]))
    line: Line = {
        "type": f"{kind}.{spelt}",
        "ref": ref,
        "effective_on": on.isoformat(),
        "recorded_at": typed.isoformat(),
        "actor": "vt.huonghuu",
    }
    due = st.sampled_from(days).map(date.isoformat)
    if word == "assigned":
        line |= {"unit": "H30", "title": "Việc", "due_on": draw(st.one_of(st.none(), due))}
    elif word == "deadline_extended":
        line["due_on"] = draw(due)
    elif word == "deadline_corrected" or word in naive.CARRY_A_DEADLINE:
        line["due_on"] = draw(st.one_of(due, st.none()))
    elif word == "transferred":
        line["to_unit"] = "H30"
    elif word == "voided":
        in_stream = st.integers(2, max(2, len(stream)))
        line["event_no"] = draw(st.one_of(in_stream, in_stream, st.integers(0, len(stream) + 2)))
    elif word == "payment_recorded":
        line["amount"] = 5
    return line


@examples(5)
@given(proposals())
def test_accepted_and_refused_alike(proposal: tuple[list[Line], Line]):
    stream, line = proposal
    if naive.word_of(line) == "payment_recorded" and naive.kind_of(line) != "finding":
        return

    expected = naive.accepts_item(stream, line)
    *history, new = facts_of([*stream, line])
    refusal = None
    try:
        refuse_unless_valid(history, new, local_day(naive.recorded(line)))
    except RuleViolationError as error:
        refusal = error
    event("accepted" if refusal is None else f"refused: {refusal.code}")

    assert (refusal is None) == (expected is None), (refusal, expected)
    if refusal is not None:
        assert refusal.details["field"] in ("type", "effective_on", "due_on", "event_no")


@given(strategies.histories(max_items=3, max_events=40, with_units=False))
def test_every_event_of_an_accepted_history_is_accepted_in_its_turn(lines: list[Line]):
    for first in naive.all_items(lines, None):
        stream = naive.stream(lines, naive.kind_of(first), first["ref"])
        history = facts_of(stream)
        for no, line in enumerate(stream):
            refuse_unless_valid(history[:no], history[no], local_day(naive.recorded(line)))


@given(strategies.histories(max_items=2, max_events=30, with_units=False))
def test_any_beginning_in_effective_order_is_valid_too(lines: list[Line]):
    """So a cutoff never meets a state that cannot be: the fold at any C applies without fail."""
    for first in naive.all_items(lines, None):
        stream = naive.stream(lines, naive.kind_of(first), first["ref"])
        ordered = naive.in_effective_order(naive.step_1(stream, None))
        for stop in range(1, len(ordered) + 1):
            naive.step_3(ordered[:stop])
