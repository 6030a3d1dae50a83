"""References as offices write them: with strokes, blanks, marks, and every sort of sign."""

from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.api.asking import Web, refused
from tracker.fold.words import Kind

REFS = [
    "HH-2024-T01",
    "107/UBND-NC",
    "107/UBND/NC/timeline",
    "/timeline/timeline",
    "số 12 ngày 08/3/2024",
    "Nhiệm vụ Đ-01",
    "100%",
    "50%25",
    "a+b",
    "a&b=c?d#e",
    "a;b,c",
    "./x",
    "x//y",
    "~x",
    "'\"<>\\",
    "việc {1}",
    "việc 一",
    "🗂-1",
]


@pytest.fixture
def with_refs(web: Web) -> Web:
    """The sample with an item of each reference."""
    office = web.office()
    for ref in REFS:
        office.assign(Kind.DIRECTIVE, ref, "2/1", unit="H57.31")
    web.found.catch_up()
    return web


def address(ref: str) -> str:
    return f"/items/directive/{quote(ref, safe='')}/timeline"


def test_every_reference_leads_to_its_item(with_refs: Web) -> None:
    for ref in REFS:
        told = with_refs.answer(address(ref))
        assert (told["ref"], told["kind"]) == (ref, "directive")


def test_a_stroke_need_not_be_encoded(with_refs: Web) -> None:
    told = with_refs.answer("/items/directive/107/UBND-NC/timeline")
    assert told["ref"] == "107/UBND-NC"


def test_letters_with_their_marks_apart_are_the_same_reference(with_refs: Web) -> None:
    for ref in ("số 12 ngày 08/3/2024", "Nhiệm vụ Đ-01", "việc 一"):
        apart = normalize("NFD", ref)
        assert apart != ref
        assert with_refs.answer(address(apart))["ref"] == ref


def test_every_listed_item_can_be_followed(with_refs: Web) -> None:
    listed = with_refs.answer("/items", as_of="2024-03-08", unit="H57.31")["items"]
    assert {item["ref"] for item in listed} >= set(REFS)
    for item in listed:
        path = f"/items/{item['kind']}/{quote(item['ref'], safe='')}/timeline"
        assert with_refs.answer(path)["title"] == item["title"]


def test_a_reference_is_not_another_one_that_looks_like_it(with_refs: Web) -> None:
    for ref in ("hh-2024-t01", "HH-2024-T01 ", "107/UBND-NC/", "a b", "50%", "107%2FUBND-NC"):
        refused(with_refs.get(address(ref)), 404, "unknown_item")


def test_a_reference_longer_than_any_is_refused(sample: Web) -> None:
    body = refused(sample.get(address("x" * 201)), 422, "bad_parameter")
    assert body["field"] == "ref"


def test_a_unit_code_with_its_marks_apart_is_the_same_code(web: Web) -> None:
    web.office().establish("Đơn-vị/số 1", "Ban Quản lý", "office", "H57")
    web.found.catch_up()
    whole = web.answer("/counts", as_of="2024-03-08", unit="Đơn-vị/số 1", known_at="2024-07-01")
    apart = normalize("NFD", "Đơn-vị/số 1")
    assert web.answer("/counts", as_of="2024-03-08", unit=apart, known_at="2024-07-01") == whole
