"""New work from a letter: what one form makes, what it refuses, and what it keeps."""

from urllib.parse import urlencode

from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.clerk.desk import (
    CLERK,
    DIRECTIVE,
    first,
    letter,
    path_of,
    refused,
    sent,
)
from tests.web.items.counter import PERSON, Counter


def test_a_letter_to_several_units_gives_each_an_item_with_one_dispatch(counter: Counter):
    typed = letter(
        "211/UBND-NV",
        units=[FIRST, SECOND],
        coordinators=f"ubnd xa HOA AN; {PERSON}",
        monitor=ROOT,
        needs_confirmation="yes",
        urgency="urgent",
    )

    response = sent(counter, DIRECTIVE, **typed)

    refs = ["211-UBND-NV-2024.31", "211-UBND-NV-2024.32"]
    told = urlencode({"item": refs, "number": 2}, doseq=True)
    assert response.status_code == 303, response.text
    assert response.headers["location"] == f"/register/directive/made?{told}"
    made = counter.look(response.headers["location"], as_=CLERK)
    assert {f"/items/directive/{ref}" for ref in refs} <= set(made.links)
    for ref, unit in zip(refs, (FIRST, SECOND), strict=True):
        said = first(counter, DIRECTIVE, ref)
        assert (said["unit"], said["dispatch"]) == (unit, "211-UBND-NV-2024")
        assert said["due_on"].isoformat() == "2024-06-15"
        assert said["deadline_text"] == "ngày 15/6/2024"
        assert said["issuer"] == "UBND tỉnh Hậu Giang"
        assert said["source"] == {
            "issuer": "UBND tỉnh Hậu Giang",
            "type": "Công văn",
            "number": "211/UBND-NV",
            "date": "2024-05-30",
        }
        assert said["coordinators"] == [SECOND, PERSON]
        assert (said["monitor"], said["urgency"]) == (ROOT, "urgent")
        assert said["needs_confirmation"] is True


def test_a_letter_to_one_unit_is_one_item_without_a_dispatch(counter: Counter):
    response = sent(counter, DIRECTIVE, **letter("212/UBND-NV"))

    assert response.headers["location"] == "/items/directive/212-UBND-NV-2024"
    said = first(counter, DIRECTIVE, "212-UBND-NV-2024")
    assert "dispatch" not in said
    assert said["needs_confirmation"] is True


def test_a_box_that_is_not_ticked_is_told_as_well(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    del form["needs_confirmation"]

    counter.post(path_of(DIRECTIVE), {**form, **letter("213/UBND-NV")}, CLERK)

    assert first(counter, DIRECTIVE, "213-UBND-NV-2024")["needs_confirmation"] is False


def test_a_form_that_is_sent_twice_makes_nothing_twice(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("214/UBND-NV", units=[FIRST, SECOND])}
    # The references stand in the form once it was read back, as they do before a person.
    for unit in (FIRST, SECOND):
        typed[f"{unit}.ref"] = f"DOI-{unit}"

    one = counter.post(path_of(DIRECTIVE), typed, CLERK)
    events = [counter.events(DIRECTIVE, f"DOI-{unit}") for unit in (FIRST, SECOND)]
    two = counter.post(path_of(DIRECTIVE), typed, CLERK)

    assert one.status_code == 303
    assert two.headers["location"] == one.headers["location"]
    assert [counter.events(DIRECTIVE, f"DOI-{unit}") for unit in (FIRST, SECOND)] == events


def test_a_double_click_makes_nothing_twice_where_references_are_proposed(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("215/UBND-NV", units=[FIRST, SECOND])}

    one = counter.post(path_of(DIRECTIVE), typed, CLERK)
    two = counter.post(path_of(DIRECTIVE), typed, CLERK)

    assert two.headers["location"] == one.headers["location"]


def test_the_next_letter_of_that_number_gets_other_references(counter: Counter):
    typed = letter("216/UBND-NV", units=[FIRST, SECOND])

    sent(counter, DIRECTIVE, **typed)
    sent(counter, DIRECTIVE, **{**typed, "title": "Việc khác của văn bản"})

    again = first(counter, DIRECTIVE, "216-UBND-NV-2024-2.31")
    assert (again["title"], again["dispatch"]) == ("Việc khác của văn bản", "216-UBND-NV-2024-2")
    assert first(counter, DIRECTIVE, "216-UBND-NV-2024.31")["dispatch"] == "216-UBND-NV-2024"


def test_a_reference_that_is_used_is_refused_with_a_way_to_its_item(counter: Counter):
    ref = counter.item()

    response = sent(counter, DIRECTIVE, **letter("217/UBND-NV", base_ref=ref))

    page = refused(response)
    assert page.error_of[f"{FIRST}.ref".replace(".", "-")].startswith(f"Ký hiệu “{ref}” đã được")
    assert f"/items/directive/{ref}" in page.links
    assert page.one("textarea", name="title").text == letter("-")["title"]


def test_everything_that_is_wrong_is_told_beside_its_field_and_kept(counter: Counter):
    wrong = {"title": "", "issuer_level": "", "units": [], "source.date": "mai", "base_ref": "X"}

    page = refused(sent(counter, DIRECTIVE, **letter("218/UBND-NV", **wrong)))

    assert set(page.error_of) == {"units"}
    assert page.one("input", name="source.number").told["value"] == "218/UBND-NV"
    again = refused(sent(counter, DIRECTIVE, **letter("218/UBND-NV", **{**wrong, "units": FIRST})))
    assert set(again.error_of) == {"title", "issuer_level", "source-date"}
    assert again.title.startswith("Có lỗi cần sửa")


def test_what_the_command_refuses_comes_back_beside_its_field(counter: Counter):
    page = refused(sent(counter, DIRECTIVE, **letter("219/UBND-NV", coordinators="H99")), 404)
    assert set(page.error_of) == {"coordinators"}
    ahead = letter("219/UBND-NV", effective_on="2024-06-04", units=[FIRST, SECOND])
    page = refused(sent(counter, DIRECTIVE, **ahead), 409)
    assert set(page.error_of) == {"effective_on"}
    assert len(page.one("div", id="trouble").all("li")) == 1
