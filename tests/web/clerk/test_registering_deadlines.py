"""The deadline of new work: read from its words, asked back where they are not sure."""

import pytest

from tests.support.scenario import FIRST
from tests.web.clerk.desk import CLERK, DIRECTIVE, first, letter, path_of, refused, sent, valued
from tests.web.items.counter import Counter


def test_a_period_is_counted_from_receipt_and_keeps_its_rule(counter: Counter):
    words = "05 ngày làm việc kể từ ngày nhận"

    chosen = {"due_for": words, "due_on": "2024-06-10"}
    sent(counter, DIRECTIVE, **letter("220/UBND-NV", deadline_text=words, **chosen))

    said = first(counter, DIRECTIVE, "220-UBND-NV-2024")
    assert said["due_on"].isoformat() == "2024-06-10"
    assert said["deadline_rule"]["count"] == 5
    assert said["deadline_rule"]["from"] == "2024-06-03"


AMBIGUOUS = "trước ngày 15/6/2024"


def test_words_that_are_not_sure_are_asked_back_until_a_person_chooses(counter: Counter):
    typed = letter("221/UBND-NV", deadline_text=AMBIGUOUS)

    page = refused(sent(counter, DIRECTIVE, **typed))

    assert set(page.error_of) == {"deadline_text"}
    assert valued(page, "due_on") == ["2024-06-14", "2024-06-15"]
    form = page.filled(path_of(DIRECTIVE), due_on="2024-06-15")
    assert form["due_for"] == AMBIGUOUS
    response = counter.post(path_of(DIRECTIVE), {**form, "units": [FIRST]}, CLERK)
    assert response.status_code == 303, response.text
    said = first(counter, DIRECTIVE, "221-UBND-NV-2024")
    assert (said["due_on"].isoformat(), said["deadline_text"]) == ("2024-06-15", AMBIGUOUS)


def test_a_choice_for_other_words_counts_for_nothing(counter: Counter):
    chosen = {"due_on": "2024-06-14", "due_for": "trước ngày 16/6/2024"}

    page = refused(
        sent(counter, DIRECTIVE, **letter("222/UBND-NV", deadline_text=AMBIGUOUS, **chosen))
    )

    assert set(page.error_of) == {"deadline_text"}


@pytest.mark.parametrize(
    ("number", "typed", "due_on"),
    [
        ("223/UBND-NV", {"due_other": "2024-06-20"}, "2024-06-20"),
        ("224/UBND-NV", {"due_other": "20/6/2024", "due_on": "2024-06-14"}, "2024-06-20"),
    ],
)
def test_another_day_may_be_chosen(
    counter: Counter, number: str, typed: dict[str, str], due_on: str
):
    chosen = {"due_for": AMBIGUOUS, **typed}

    sent(counter, DIRECTIVE, **letter(number, deadline_text=AMBIGUOUS, **chosen))

    ref = number.replace("/", "-") + "-2024"
    assert first(counter, DIRECTIVE, ref)["due_on"].isoformat() == due_on


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"deadline_text": ""}, "deadline_text"),
        ({"no_due": "yes"}, "no_due"),
        ({"deadline_text": "khi nào trời mưa to"}, "deadline_text"),
        ({"deadline_text": AMBIGUOUS, "due_for": AMBIGUOUS, "due_on": "x"}, "deadline_text"),
    ],
)
def test_a_deadline_that_is_not_settled_is_refused(
    counter: Counter, typed: dict[str, str], field: str
):
    page = refused(sent(counter, DIRECTIVE, **letter("225/UBND-NV", **typed)))

    assert set(page.error_of) == {field}


def test_that_there_is_no_deadline_is_said(counter: Counter):
    sent(counter, DIRECTIVE, **letter("226/UBND-NV", deadline_text="", no_due="yes"))

    said = first(counter, DIRECTIVE, "226-UBND-NV-2024")
    assert said["due_on"] is None
    assert "deadline_text" not in said


def test_a_deadline_that_comes_back_makes_an_item_for_each_time(counter: Counter):
    words = "hằng quý"
    typed = letter("227/UBND-NV", deadline_text=words)
    assert set(refused(sent(counter, DIRECTIVE, **typed)).error_of) == {"deadline_text"}

    response = sent(counter, DIRECTIVE, **typed, due_on="series", due_for=words)

    assert response.status_code == 303, response.text
    for label, due_on in (("2024-Q3", "2024-09-30"), ("2024-Q4", "2024-12-31")):
        said = first(counter, DIRECTIVE, f"227-UBND-NV-2024/{label}")
        assert said["due_on"].isoformat() == due_on
