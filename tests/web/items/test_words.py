"""A deadline in words: read back at once, and recorded with how it was counted."""

from typing import Any

import pytest

from tests.web.items.counter import CONFIRMER, Counter, form_of
from tests.web.reading_pages import Page
from tracker.fold.words import Kind

D = Kind.DIRECTIVE
ON = "2024-06-03"


def read(counter: Counter, **asked: str) -> str:
    answer = counter.browser().ask("GET", "/deadline-words", params=asked)
    assert answer.status_code == 200
    return answer.text


def test_words_are_read_back_with_rule_law_and_days(counter: Counter):
    told = read(counter, words="30 ngày kể từ ngày nhận", start="2024-06-03", unit="H57.31")

    assert "“30 ngày kể từ ngày nhận” → hạn Thứ Tư 03/7/2024" in told
    assert "khoản 2 Điều 147" in told
    assert 'data-value="2024-07-03"' in told
    assert "Thứ Hai 03/6/2024: ngày bắt đầu, không tính" in told


def test_a_form_may_use_the_names_of_its_own_fields(counter: Counter):
    asked = {"deadline_text": "05 ngày làm việc", "effective_on": "03/6/2024", "source.date": ""}

    assert 'data-value="2024-06-10"' in read(counter, **asked)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("hôm kia kìa", "Không hiểu"),
        ("thường xuyên", "không xác định thời hạn"),
        ("", ""),
    ],
)
def test_words_that_give_no_day_fill_none(counter: Counter, words: str, said: str):
    told = read(counter, words=words, start=ON)

    assert "data-value" not in told
    assert said in told


def extended(counter: Counter, ref: str, **typed: str) -> Any:
    action = form_of("extend-deadline", D, ref)
    page = counter.look(action, as_=CONFIRMER)
    return counter.send(page, action, CONFIRMER, effective_on=ON, **typed)


def test_words_alone_are_recorded_only_where_they_are_sure(counter: Counter):
    ref = counter.item()

    shown = Page(extended(counter, ref, deadline_text="trước ngày 20/6/2024"))

    assert shown.error_of.keys() == {"due_on"}
    assert "Thứ Tư 19/6/2024" in shown.text
    assert len(counter.events(D, ref)) == 1
    action = form_of("extend-deadline", D, ref)
    response = counter.send(shown, action, CONFIRMER, due_on="2024-06-19")
    assert response.status_code == 303
    said = vars(counter.events(D, ref)[-1])
    assert said["deadline_text"] == "trước ngày 20/6/2024"
    assert said["due_on"].isoformat() == "2024-06-19"


def test_sure_words_need_no_day(counter: Counter):
    ref = counter.item()

    assert extended(counter, ref, deadline_text="ngày 28/6/2024").status_code == 303

    event: Any = counter.events(D, ref)[-1]
    assert (event.due_on.isoformat(), event.deadline_rule) == ("2024-06-28", None)


def test_another_day_than_the_words_give_is_kept_without_the_rule(counter: Counter):
    ref = counter.item()

    response = extended(counter, ref, deadline_text="05 ngày làm việc", due_on="2024-06-12")

    assert response.status_code == 303
    event: Any = counter.events(D, ref)[-1]
    assert (event.due_on.isoformat(), event.deadline_rule) == ("2024-06-12", None)
    assert event.deadline_text == "05 ngày làm việc"


def test_words_that_mean_nothing_are_refused_without_a_day(counter: Counter):
    ref = counter.item()

    shown = Page(extended(counter, ref, deadline_text="hôm kia kìa"))

    assert shown.error_of.keys() == {"deadline_text"}
    assert len(counter.events(D, ref)) == 1
    assert extended(counter, ref, deadline_text="hôm kia kìa", due_on="2024-06-12").is_redirect


def test_the_button_reads_the_words_and_records_nothing(counter: Counter):
    ref = counter.item()

    shown = Page.of(extended(counter, ref, deadline_text="05 ngày làm việc", read="yes"))

    sent = shown.filled(form_of("extend-deadline", D, ref))
    assert sent["due_on"] == "2024-06-10"
    assert len(counter.events(D, ref)) == 1


def test_a_deadline_is_corrected_to_none(counter: Counter):
    ref = counter.item()
    action = form_of("correct-deadline", D, ref)
    page = counter.look(action, as_=CONFIRMER)

    typed = {"effective_on": ON, "reason": "Nhập nhầm", "no_due": "yes"}
    assert counter.send(page, action, CONFIRMER, **typed).status_code == 303

    assert vars(counter.events(D, ref)[-1])["due_on"] is None
