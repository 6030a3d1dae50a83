"""Who may open which page of administration, and do what there."""

import pytest

from tests.web.administration.bureau import Bureau

PAGES = [
    "/admin",
    "/admin/units",
    "/admin/units/H57.31",
    "/admin/calendars",
    "/admin/calendars/VN",
    "/admin/people",
    "/admin/people/vt.noivu",
    "/admin/registration",
    "/admin/rights",
    "/admin/settings",
    "/admin/system",
    "/record/unit/new",
    "/record/unit/rename/H57.31",
    "/record/unit/move/H57.31",
    "/record/unit/merge/H57.31",
    "/record/unit/split/H57.31",
    "/record/unit/dissolve/H57.31",
    "/record/unit/hand-over/H57.31",
    "/record/units/import",
    "/record/calendar/new",
    "/record/calendar/adopt/VN",
    *(
        f"/admin/people/vt.noivu/{deed}"
        for deed in ("grant", "revoke", "rename", "disable", "enable", "invite")
    ),
    "/admin/people/vt.noivu/reset-second-factor",
    "/admin/people/vt.noivu/sign-out-everywhere",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_clerk_opens_none_of_them(bureau: Bureau, path: str) -> None:
    assert bureau.look(path, 403, as_="vt.noivu").heading == "Không có quyền"


def test_who_audits_a_unit_looks_and_changes_nothing(bureau: Bureau) -> None:
    page = bureau.look("/admin", as_="kiem.tra")
    assert {"/admin/units", "/admin/calendars", "/admin/rights"} <= set(page.links)
    assert not {"/admin/people", "/admin/settings", "/admin/system"} & set(page.links)
    for path in ("/admin/units", "/admin/units/H57.31", "/admin/calendars/VN"):
        links = bureau.look(path, as_="kiem.tra").links
        assert not [link for link in links if link.startswith("/record/")]


@pytest.mark.parametrize(
    "asked",
    [
        ("/admin/units", "unit"),
        ("/admin/people", "unit"),
        ("/admin/people", "after"),
        ("/admin/rights", "unit"),
        ("/admin/rights", "name"),
    ],
)
def test_a_sign_that_nothing_is_called_by_is_refused(
    bureau: Bureau, asked: tuple[str, str]
) -> None:
    path, name = asked
    bureau.look(path, 422, **{name: "H57\x00"})
