"""Units over HTTP: founded, changed, ended with all that they lead, looked at before."""

from typing import Any

import httpx

from tests.api.asking import refused
from tests.api.commands.giving import ACTOR, Desk
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.api.app import PREFIX
from tracker.commands.units import DissolveUnit

SINCE, END = "2024-01-01", "2024-05-01"


def founded(desk: Desk, parent: str | None = ROOT, **own: Any) -> str:
    """A unit with a code that no other test has."""
    code = desk.ref("H57.")
    unit = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": parent, **own}
    response = desk.post("/units", {**unit, "effective_on": SINCE})
    assert response.status_code == 201, response.text
    assert response.headers["etag"] == '"1"'
    assert response.headers["location"] == f"{PREFIX}/units/{code}"
    return code


def on_unit(desk: Desk, code: str, command: str, **body: Any) -> httpx.Response:
    version = body.pop("version", 1)
    return desk.post(f"/units/{code}/{command}", {"effective_on": END, **body}, version=version)


def topics(desk: Desk, code: str) -> list[str]:
    return [event.TOPIC for event in desk.web.found.tracker.unit(code).happenings]


def leads(desk: Desk, ref: str) -> str:
    """The unit to which an item was transferred last."""
    return str(vars(desk.events(ref)[-1])["to_unit"])


def test_a_unit_is_founded_renamed_and_moved(desk: Desk) -> None:
    code = founded(desk)
    named = on_unit(desk, code, "rename", name="Phòng Y tế và Dân số")
    moved = on_unit(desk, code, "move", parent=FIRST, version=2)

    assert topics(desk, code) == ["unit.established", "unit.renamed", "unit.moved"]
    assert (named.headers["etag"], moved.headers["etag"]) == ('"2"', '"3"')
    answer = moved.json()
    assert (answer["code"], answer["version"], answer["event_no"]) == (code, 3, 3)
    assert answer["events"][0]["parent"] == FIRST


def test_one_unit_is_told_as_it_was_with_the_version_that_a_write_would_name(desk: Desk) -> None:
    code = founded(desk)
    on_unit(desk, code, "rename", name="Phòng Y tế và Dân số")
    on_unit(desk, code, "merge", into=SECOND, effective_on="2024-05-20", version=2)
    desk.web.found.catch_up()

    before = desk.web.get(f"/units/{code}", as_of="2024-04-30")
    after = desk.web.get(f"/units/{code}", as_of="2024-05-01").json()
    gone = desk.web.get(f"/units/{code}").json()

    assert before.headers["etag"] == '"3"'
    told = before.json()
    assert (told["name"], told["parent"], told["version"]) == ("Phòng Y tế", ROOT, 3)
    assert (told["since"], told["until"]) == (SINCE, END)
    assert (told["ended_on"], told["heir"]) == ("2024-05-20", SECOND)
    assert (after["name"], after["until"]) == ("Phòng Y tế và Dân số", "2024-05-20")
    assert (gone["name"], gone["level"], gone["parent"], gone["since"]) == (None,) * 4
    refused(desk.web.get("/units/H99"), 404, "unknown_unit")


def test_a_unit_that_goes_on_has_no_end(desk: Desk) -> None:
    desk.web.found.catch_up()
    told = desk.web.answer(f"/units/{FIRST}")
    assert (told["until"], told["ended_on"], told["heir"]) == (None, None, None)


def test_a_merged_unit_hands_over_what_it_leads_and_what_is_below_it(desk: Desk) -> None:
    code = founded(desk)
    child = founded(desk, code)
    here, there, done = (desk.assign(unit=code) for _ in range(3))
    desk.acted(done, "report-completion")
    desk.acted(done, "confirm-completion", 2)
    handed = [{"kind": "directive", "ref": there, "unit": ROOT}]

    response = on_unit(desk, code, "merge", into=SECOND, children_to=SECOND, items=handed)

    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["transferred"], answer["moved"], answer["version"]) == (2, 1, 2)
    assert [one["type"] for one in answer["events"]] == ["unit.merged"]
    assert topics(desk, child) == ["unit.established", "unit.moved"]
    assert (leads(desk, here), leads(desk, there)) == (SECOND, ROOT)
    assert len(desk.events(done)) == 3


def test_a_split_unit_has_a_first_successor_and_a_dissolved_one_may_have_one(desk: Desk) -> None:
    split, dissolved = founded(desk), founded(desk)
    one, other = desk.assign(unit=split), desk.assign(unit=dissolved)

    first = on_unit(desk, split, "split", successors=[FIRST, SECOND])
    second = on_unit(desk, dissolved, "dissolve", successor=FIRST)
    third = on_unit(desk, founded(desk), "dissolve")

    assert [a.json()["transferred"] for a in (first, second, third)] == [1, 1, 0]
    assert (leads(desk, one), leads(desk, other)) == (FIRST, FIRST)
    assert (topics(desk, split)[-1], topics(desk, dissolved)[-1]) == (
        "unit.split",
        "unit.dissolved",
    )


def test_what_was_left_is_handed_over_later(desk: Desk) -> None:
    """Decided ahead, as reforms are; the items go over when the day has come."""
    code = founded(desk)
    ahead = on_unit(desk, code, "merge", into=SECOND, effective_on="2024-07-01")
    assert ahead.json()["transferred"] == 0
    early = desk.post(f"/units/{code}/hand-over", {}, version=2)
    refused(early, 409, "unit_not_ended")


def test_a_hand_over_tells_how_much_went_over(desk: Desk) -> None:
    code = founded(desk)
    ref = desk.assign(unit=code)
    # Ended by somebody who did not look at what it leads.
    desk.web.office().change(DissolveUnit, code, "1/5", successor=None)
    stale = desk.post(f"/units/{code}/hand-over", {"to": FIRST}, version=1)
    looked = desk.post(f"/units/{code}/hand-over/preview", {"to": FIRST})
    response = desk.post(f"/units/{code}/hand-over", {"to": FIRST}, version=2)
    again = desk.post(f"/units/{code}/hand-over", {"to": FIRST}, version=2)

    assert refused(stale, 412, "stale_version")["version"] == 2
    assert [item["ref"] for item in looked.json()["items"]] == [ref]
    assert (response.json()["transferred"], leads(desk, ref)) == (1, FIRST)
    assert response.headers["etag"] == '"2"'
    assert (again.json()["transferred"], again.json()["position"]) == (0, None)


def test_a_look_before_tells_what_the_command_line_tells_and_records_nothing(desk: Desk) -> None:
    code = founded(desk)
    official = founded(desk, code, level="person", name="Nguyễn Thị An")
    ref = desk.assign(unit=code)
    body = {"effective_on": END, "into": SECOND, "children_to": SECOND}

    response = desk.post(f"/units/{code}/merge/preview", body)

    assert response.status_code == 200, response.text
    told = response.json()
    assert (told["unit"], told["on"], told["open_items"]) == (code, END, 1)
    assert told["by_class"] == {"open_overdue": 1}
    assert [(item["ref"], item["class"]) for item in told["items"]] == [(ref, "open_overdue")]
    assert [unit["code"] for unit in told["people"]] == [official]
    assert told["actors"] == [ACTOR]
    assert topics(desk, code) == ["unit.established"]
    assert len(desk.events(ref)) == 1


def test_a_look_refuses_what_the_command_would_refuse(desk: Desk) -> None:
    code = founded(desk)
    founded(desk, code)
    hanging = desk.post(f"/units/{code}/dissolve/preview", {"effective_on": END})
    itself = desk.post(f"/units/{code}/merge/preview", {"effective_on": END, "into": code})

    assert refused(hanging, 409, "unit_has_units_below")["field"] == "children_to"
    refused(itself, 409, "unit_into_itself")
    refused(desk.post(f"/units/{code}/merge/preview", {"effective_on": END}), 422, "missing")


def test_items_that_the_unit_does_not_lead_are_all_named(desk: Desk) -> None:
    code = founded(desk)
    mine, foreign = desk.assign(unit=code), desk.assign()
    handed = [
        {"kind": "directive", "ref": ref, "unit": FIRST} for ref in (foreign, mine, mine, "CHUA-CO")
    ]
    response = on_unit(desk, code, "merge", into=SECOND, items=handed)
    told = refused(response, 422, "item_not_led")

    assert [one["field"] for one in told["problems"]] == [
        "items.0.ref",
        "items.2.ref",
        "items.3.ref",
    ]
    assert topics(desk, code) == ["unit.established"]


def test_the_tree_stays_a_tree(desk: Desk) -> None:
    code = founded(desk)
    below = founded(desk, code)
    refused(on_unit(desk, code, "move", parent=below), 409, "unit_cycle")
    body = {"code": code, "name": "x", "level": "office", "parent": None, "effective_on": SINCE}
    refused(desk.post("/units", body), 409, "code_taken")


def test_a_code_may_hold_a_slash(desk: Desk) -> None:
    code = founded(desk) + "/A"
    unit = {"code": code, "name": "Tổ", "level": "office", "parent": ROOT, "effective_on": SINCE}
    made = desk.post("/units", unit)
    assert on_unit(desk, code, "rename", name="Tổ một cửa").status_code == 200
    desk.web.found.catch_up()
    looked = desk.web.ask(made.headers["location"])
    assert (looked.status_code, looked.json()["version"]) == (200, 2)
