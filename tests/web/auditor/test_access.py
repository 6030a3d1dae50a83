"""Who could do what on a day, and what was refused: for those who audit."""

from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.leader.desk import Desk
from tests.web.lists.sheets import in_csv, rows

ON = {"on": "2024-06-03"}


def test_who_audits_one_unit_sees_who_could_do_what_to_it(office: Desk):
    page = office.look("mot.phong", "/audit/rights", **ON)
    logins = {row[1] for row in rows(page)}
    assert logins >= {"mot.phong", "can.bo", "kiem.tra", "tat.ca", "lanh.dao"}
    assert "Phòng Nội vụ" in page.text
    assert ["Người can.bo", "can.bo", "Người cập nhật"] in [row[:3] for row in rows(page)]


def test_rights_over_other_units_are_not_told(office: Desk):
    office.look("mot.phong", "/audit/rights", 403, unit=SECOND, **ON)
    office.look("mot.phong", "/audit/rights", 404, unit="H99", **ON)
    office.look("can.bo", "/audit/rights", 403, **ON)
    office.look("kiem.tra", "/audit/rights", unit=SECOND, **ON)


def test_who_audits_several_units_chooses_and_who_audits_all_need_not(office: Desk):
    page = office.look("hai.noi", "/audit/rights", **ON)
    assert {f"unit={FIRST}", f"unit={SECOND}"} == {
        link.partition("&")[2] for link in page.links if "/audit/rights?on=" in link
    }
    assert len(rows(office.look("tat.ca", "/audit/rights", **ON))) >= 8


def test_before_they_were_granted_nobody_held_rights(office: Desk):
    page = office.look("kiem.tra", "/audit/rights", on="1999-12-31")
    assert "0 quyền có hiệu lực ngày 31/12/1999" in page.text


def test_rights_can_be_taken_along(office: Desk):
    page = office.look("kiem.tra", "/audit/rights", **ON)
    _, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    listed = in_csv(office, "kiem.tra", csv)
    assert [row["Tên đăng nhập"] for row in listed] == [row[1] for row in rows(page)]
    assert {row["role"] for row in listed} >= {"auditor", "leader"}


def test_refusals_are_for_who_audits_everything(office: Desk):
    office.look("mot.phong", "/items", 403, unit=SECOND)
    page = office.look("tat.ca", "/audit/refusals", account="mot.phong")
    assert ["GET /items", "unit_not_granted"] in [row[4:6] for row in rows(page)]
    assert SECOND in page.text
    office.look("kiem.tra", "/audit/refusals", 403)
    office.look("kiem.tra", "/audit/files/refusals", 403)
    _, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    listed = in_csv(office, "tat.ca", csv)
    assert {row["Mã từ chối"] for row in listed} >= {"unit_not_granted"}
    other = office.look("tat.ca", "/audit/refusals", **{"from": "2020-01-01", "to": "2020-01-31"})
    assert "Không có lần nào" in other.text


def test_the_pages_beside_each_other_are_those_that_a_right_opens(office: Desk):
    def tabs(name: str, path: str = "/audit") -> list[str]:
        page = office.look(name, path, as_of="2024-03-16")
        return [
            link.told["href"].partition("?")[0]
            for link in page.main.all("a")
            if "nav-link" in link.told.get("class", "")
        ]

    figures = ["/audit", "/audit/late", "/audit/flows"]
    assert tabs("lanh.dao") == figures
    assert tabs("kiem.tra") == [*figures, "/audit/alerts", "/audit/rights"]
    assert tabs("tat.ca") == [*figures, "/audit/alerts", "/audit/rights", "/audit/refusals"]
    assert tabs("quan.tri", "/audit/rights") == ["/audit/rights"]


def test_tabs_keep_the_times_and_the_unit(office: Desk):
    page = office.look("kiem.tra", "/audit/late", unit=ROOT, as_of="2024-03-16")
    (figures,) = [link for link in page.links if link.startswith("/audit?")]
    assert "as_of=2024-03-16" in figures
    assert f"unit={ROOT}" in figures
