"""``GET /rights``: who could do what on a day, also a past one."""

from datetime import timedelta

import pytest

from tests.api.asking import Web, refused
from tests.api.people.browsers import Browser, signed_in
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.clock import FixedClock

DAY = "2024-06-03"


def held(browser: Browser, **query: str) -> list[tuple[str, str, str | None]]:
    response = browser.get("/rights", **query)
    assert response.status_code == 200, response.text
    return [(one["name"], one["role"], one["unit"]) for one in response.json()["rights"]]


def test_who_could_do_what_on_a_past_day_is_told_as_it_was(web: Web, clock: FixedClock) -> None:
    clock.moment += timedelta(days=7)
    admin = signed_in(web, "quan.tri")
    for name, deed, body in [
        ("vt.noivu", "revoke", {"role": "clerk", "unit": FIRST}),
        ("chua.giao", "grant", {"role": "leader", "unit": FIRST}),
        ("hai.noi", "disable", {}),
    ]:
        version = admin.get(f"/people/{name}").headers["etag"]
        assert admin.post(f"/people/{name}/{deed}", body, if_match=version).status_code == 200
    clock.moment += timedelta(days=1)
    asking = signed_in(web, "kiem.tra")
    then = held(asking, on=DAY, unit=FIRST)
    assert ("vt.noivu", "clerk", FIRST) in then
    assert ("hai.noi", "clerk", FIRST) in then
    assert ("quan.tri", "administrator", None) in then
    assert ("vt.hoaan", "clerk", SECOND) not in then
    assert not {"chua.giao"} & {name for name, *_ in then}
    today = {name for name, *_ in held(asking, on="2024-06-11", unit=FIRST)}
    assert "chua.giao" in today
    assert not {"vt.noivu", "hai.noi"} & today
    assert held(asking, on="2024-06-02") == []


def test_each_right_says_what_it_allows(web: Web) -> None:
    (one,) = signed_in(web, "kiem.tra").get("/rights", on=DAY, name="vt.noivu").json()["rights"]
    assert one["full_name"] == "Nguyễn Thị Đào"
    assert {"act": "register", "reach": "within"} in one["allows"]
    assert "decide" not in {allowed["act"] for allowed in one["allows"]}


def test_who_audits_a_unit_asks_about_it_and_nothing_else(web: Web) -> None:
    soat = signed_in(web, "kt.noivu")
    assert ("vt.noivu", "clerk", FIRST) in held(soat, on=DAY, unit=FIRST)
    for unit in (ROOT, SECOND):
        refused(soat.get("/rights", on=DAY, unit=unit), 403, "unit_not_granted")
    refused(soat.get("/rights", on=DAY), 403, "whole_not_granted")


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ({}, 422, "bad_parameter", "on"),
        ({"on": "3/6/2024"}, 422, "bad_parameter", "on"),
        ({"on": DAY, "unit": "H99"}, 404, "unknown_unit", "unit"),
        ({"on": DAY, "name": "ai.do"}, 404, "unknown_account", "name"),
        ({"on": DAY, "who": "x"}, 422, "unknown_parameter", "who"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    web: Web, query: dict[str, str], status: int, code: str, field: str
) -> None:
    body = refused(signed_in(web, "kiem.tra").get("/rights", **query), status, code)
    assert body["field"] == field


@pytest.mark.parametrize("name", ["vt.noivu", "chua.giao"])
def test_who_audits_nothing_is_refused(web: Web, name: str) -> None:
    refused(signed_in(web, name).get("/rights", on=DAY), 403, "act_not_granted")
