"""An installation in which there is nothing yet, before its first administrator."""

from tests.api.asking import serving
from tests.api.people.conftest import NOW, employ, hashing_cheaply
from tests.web.administration.bureau import Bureau
from tracker.clock import FixedClock
from tracker.rights.words import Role

STEPS = ["/record/unit/new", "/record/units/import", "/admin/calendars", "/admin/registration"]
BEGIN = "Bắt đầu từ đây"


def test_the_first_administrator_is_told_where_to_begin(database_url: str) -> None:
    with serving(database_url, clock=FixedClock(NOW), signed_in=False) as web:
        hashing_cheaply(web.found)
        employ(web.found, "quan.tri", "Nguyễn Văn A", [(Role.ADMINISTRATOR, None)])
        web.found.catch_up()
        office = Bureau(web)
        page = office.look("/admin")
        assert BEGIN in page.text
        assert page.links[: len(STEPS)] == STEPS
        for step in STEPS:
            office.look(step)

        founding = office.look("/record/unit/new")
        about = {"code": "H57", "name": "UBND tỉnh Thừa Thiên Huế", "level": "province"}
        sent = office.send(founding, "/record/unit/new", **about, effective_on="2024-06-03")

        assert sent.status_code == 303, sent.text
        assert BEGIN not in office.look("/admin").text


def test_where_there_are_units_nobody_is_told_to_begin(bureau: Bureau) -> None:
    for name in ("quan.tri", "qt.noivu"):
        assert BEGIN not in bureau.look("/admin", as_=name).text
