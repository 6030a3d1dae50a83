"""Before anything is recorded: what is read back, which units there are, who may."""

from urllib.parse import urlencode

from tests.support.scenario import FIRST, SECOND
from tests.web.clerk.conftest import COMMUNES, MANY
from tests.web.clerk.desk import CLERK, DIRECTIVE, first, letter, path_of, refused, sent
from tests.web.items.counter import Counter
from tests.web.reading_pages import Page
from tracker.fold.words import Kind


def test_what_it_means_is_read_back_before_anything_is_recorded(counter: Counter):
    typed = {
        "source.number": "230/UBND-NV",
        "source.date": "2024-05-30",
        "effective_on": "2024-06-03",
        "deadline_text": "05 ngày làm việc kể từ ngày nhận",
        "units": [FIRST, SECOND],
    }

    told = counter.browser(CLERK).ask(
        "GET", f"/register/directive/read?{urlencode(typed, doseq=True)}"
    )

    assert told.status_code == 200
    assert "<html" not in told.text
    for part in ("230-UBND-NV-2024.31", "Phòng Nội vụ", "10/6/2024", "ngày làm việc"):
        assert part in told.text
    page = Page.of(
        counter.post(
            path_of(DIRECTIVE),
            {
                **counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE)),
                **letter("230/UBND-NV"),
                "step": "read",
            },
            CLERK,
        )
    )
    assert "Hạn: 15/6/2024" in page.text
    assert page.one("input", name=f"{FIRST}.ref").told["placeholder"] == "230-UBND-NV-2024"


def test_nonsense_in_the_address_is_read_back_as_nonsense(counter: Counter):
    ref = counter.item()
    odd = {
        "row": ["0", "-1", "x" * 300, "9" * 7],
        "units": ["\x00", "H99"],
        "H99.ref": ref,
        "key": "\x00",
        "deadline_text": "\x00" * 5,
        "effective_on": "0000-00-00",
    }
    for kind in Kind:
        told = counter.browser(CLERK).ask(
            "GET", f"/register/{kind}/read?{urlencode(odd, doseq=True)}"
        )
        assert told.status_code == 200, told.text


def test_of_many_units_those_sought_join_the_list(counter: Counter):
    units = [f"{MANY}.{no:02}" for no in (7, 77)]
    page = counter.look("/register/directive", as_="vt.nhieu")
    offered = {
        one.told["value"] for one in page.main.all("input") if one.told.get("name") == "units"
    }
    assert offered == {MANY}
    assert COMMUNES > 80

    found = Page.of(
        counter.post(
            path_of(DIRECTIVE),
            {
                **page.filled(path_of(DIRECTIVE)),
                "units": [units[0]],
                "unit_q": "xa so 77",
                "step": "search",
            },
            "vt.nhieu",
        )
    )

    boxes = [one for one in found.main.all("input") if one.told.get("name") == "units"]
    assert {one.told["value"] for one in boxes} == {MANY, *units}
    assert [one.told["value"] for one in boxes if "checked" in one.told] == [units[0]]


def test_work_is_given_only_to_units_of_ones_own(counter: Counter):
    page = refused(sent(counter, DIRECTIVE, "vt.noivu", **letter("231/UBND-NV", units=[SECOND])))

    assert set(page.error_of) == {"units"}
    for kind in Kind:
        counter.look(f"/register/{kind}", 403, as_="lanh.dao")
        counter.look(f"/register/{kind}/read", 403, as_="lanh.dao")
    csrf = counter.look("/me", as_="lanh.dao").form("/sign-out").all("input")[0].told["value"]
    response = counter.post(path_of(DIRECTIVE), {"csrf": csrf}, "lanh.dao")
    assert response.status_code == 403


def test_files_come_with_every_item_and_stay_with_a_form_that_is_refused(counter: Counter):
    letter_file = ("file", ("cv.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf"))
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("232/UBND-NV", title="", units=[FIRST, SECOND])}

    page = refused(counter.post(path_of(DIRECTIVE), typed, CLERK, [letter_file]))
    again = {**page.filled(path_of(DIRECTIVE)), **typed, "title": "Việc", "key": form["key"]}
    response = counter.post(path_of(DIRECTIVE), again, CLERK)

    assert response.status_code == 303, response.text
    for ending in ("31", "32"):
        (kept,) = first(counter, DIRECTIVE, f"232-UBND-NV-2024.{ending}")["attachments"]
        assert kept["name"] == "cv.pdf"


def test_the_form_warns_of_secret_documents(counter: Counter):
    for kind in Kind:
        assert "Không nhập văn bản mật" in counter.look(f"/register/{kind}", as_=CLERK).text
