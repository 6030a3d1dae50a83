"""Names, titles and references of one long word, on a telephone."""

from tests.browser.conftest import Enter
from tests.browser.people import LEADER
from tests.browser.site import Site
from tests.browser.walking import PHONE
from tests.support.scenario import Office
from tracker.fold.words import Kind

WORD = "ràsoátthủtụchànhchínhliênquanđếnđấtđai" * 4
REF, UNIT = f"211-UBND-{'X' * 60}-2024", "H57.31.05.99"


def test_a_word_that_is_wider_than_a_telephone_is_broken(site: Site, enter: Enter):
    office = Office(site.found.tracker, site.clock)
    office.establish(UNIT, f"Tổ {WORD}", "person", "H57.31.05", "2/5")
    office.assign(Kind.DIRECTIVE, REF, "3/5", due="15/6", unit=UNIT, title=f"Báo cáo {WORD}")
    site.found.catch_up()
    leader = enter(site, LEADER, size=PHONE)
    item = f"directive/{REF}"

    for path in (
        f"/items/{item}",
        f"/audit/item/{item}",
        f"/record/item/urge/{item}",
        f"/items?unit={UNIT}",
        f"/steering?unit={UNIT}",
    ):
        leader.go(path).is_as_wide_as(PHONE[0])
        assert WORD in leader.page.locator("main").inner_text()
