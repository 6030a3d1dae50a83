"""Words of references and titles find items, however they are typed; any text is only data."""

from datetime import date
from typing import Any
from unicodedata import normalize

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.support.properties import costly_examples, examples
from tests.support.scenario import Office, md
from tracker.database.connect import app_conninfo
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.folding import folded_words
from tracker.projections.projector import catch_up
from tracker.reading.counts import counts
from tracker.reading.cut import Filters
from tracker.reading.items import all_items
from tracker.reading.search import words_sought

LETTERS = "đĐăÂếỆộƯợÝ"
TITLES = {
    "HH-2024-T01": "Kiểm điểm trách nhiệm tập thể, cá nhân",
    "07/QĐ-UBND": "Rà soát chữ ký số của cán bộ, công chức",
    "H57.31.05-CĐ/12": "KIỂM TRA việc thực hiện “một cửa”",
    "PH (bổ sung)": normalize("NFD", "Đẩy nhanh tiến độ giải ngân; đợt 2"),
}


@pytest.fixture
def asked(office: Office, database_url: str) -> Any:
    for ref, title in TITLES.items():
        office.assign(Kind.DIRECTIVE, ref, title=normalize("NFC", title))
    catch_up(database_url)

    def found(text: str) -> set[str]:
        filters = Filters(words=words_sought(text))
        with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
            cut = at(connection, md("8/3"), None)
            listed = {item.ref for item in all_items(connection, cut, filters)}
            assert counts(connection, cut, filters).total == len(listed)
        return listed

    return found


T01, QD, CD, PH = TITLES
FOUND = [
    ("kiem diem", {T01}),
    ("kiểm điểm", {T01}),
    (normalize("NFD", "kiểm điểm"), {T01}),
    ("KIEM", {T01, CD}),
    ("diem kiem", {T01}),
    ("kiem tra", {T01, CD}),
    ("kiem tra thuc hien", {CD}),
    ("2024-T01", {T01}),
    ("hh-2024-t0", {T01}),
    ("07/QD", {QD}),
    ("7/qđ", set()),
    ("ubnd ký", {QD}),
    ("ký UBND 08", set()),
    ("H57.31.05", {CD}),
    ("cd/12", {CD}),
    ("mot cua", {CD}),
    ("bo sung dot 2", {PH}),
    ("ẩ", set()),
    ("\uff50\uff48", {PH}),
    ("iem", set()),
    ("xyz", set()),
]


def test_words_are_found_by_their_beginnings_however_they_are_typed(asked: Any) -> None:
    assert {text: asked(text) for text, _ in FOUND} == dict(FOUND)


@pytest.mark.parametrize("text", ["", " ", "…!", "-/.", "'", "| & !", "кабинет", "\u0301"])
def test_what_has_no_word_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="nothing_to_search"):
        words_sought(text)


@given(text=st.text() | st.text(alphabet=LETTERS + "'\\:*&|!()<> a1%_"))
def test_any_text_becomes_small_letters_and_digits(text: str) -> None:
    words = folded_words(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    assert folded_words(*words) == words == sorted(set(words))
    for form in ("NFC", "NFD", "NFKD"):
        assert folded_words(normalize(form, text)) == words


NASTY = st.text(alphabet="ab1'\\:*&|!()<>\"%_ -", min_size=1) | st.text(min_size=1)


def test_any_words_can_be_asked_for(asked: Any) -> None:
    @examples(0.3)
    @given(text=NASTY.filter(folded_words))
    def ask(text: str) -> None:
        assert asked(text) <= set(TITLES)

    ask()


def test_a_title_of_nothing_but_signs_and_one_without_end_are_projected(
    office: Office, database_url: str, asked: Any
) -> None:
    office.assign(Kind.PLAN_TASK, "…", title="?!")
    office.assign(Kind.PLAN_TASK, "DAI", title="dai" * 1300)
    office.assign(Kind.PLAN_TASK, "NHIEU", title=" ".join(f"a{number}" for number in range(700)))
    catch_up(database_url)
    assert asked("dai") == asked("dai" * 1300) == {"DAI"}
    assert asked("a699 nhieu") == {"NHIEU"}


def plainly(text: str) -> list[str]:
    """The words of a text, letter by letter."""
    letters = normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(
        letter if letter.isascii() and letter.isalnum() else " "
        for letter in letters
        if letter.isascii()
    ).split()


@costly_examples(0.1)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_at_any_cut_the_found_are_those_items_of_the_list_that_have_the_words(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    titled = {(naive.kind_of(one), one["ref"]): one["title"] for one in firsts(lines)}
    pieces = sorted({w for (_, ref), title in titled.items() for w in plainly(f"{ref} {title}")})
    with taken_in(databases, lines) as connection:
        for _ in range(8):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            filters = as_filters(data.draw(filters_of(lines)))
            words = data.draw(st.lists(st.sampled_from(pieces or ["a"]), min_size=1, max_size=2))
            sought = [word[: data.draw(st.integers(1, 4))] for word in words]
            assert refs(connection, as_of, known_at, filters, sought) == [
                (kind, ref)
                for kind, ref in refs(connection, as_of, known_at, filters, [])
                if has_all(plainly(f"{ref} {titled[kind, ref]}"), sought)
            ]


def firsts(lines: list[Line]) -> list[Line]:
    return [*naive.all_items(lines, None), *naive.all_items(lines, "target")]


def has_all(words: list[str], sought: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in sought)


def refs(
    connection: Connection[Any],
    as_of: date,
    known_at: Any,
    filters: Filters,
    sought: list[str],
) -> list[tuple[str, str]]:
    words = words_sought(" ".join(sought)) if sought else ()
    listed = all_items(connection, at(connection, as_of, known_at), filters._replace(words=words))
    return [(item.kind.value, item.ref) for item in listed]
