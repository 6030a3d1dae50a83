"""A leader's morning: how many, how many overdue, whose, how long, and what is behind it all."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.markup import Markup
from tests.browser.people import LEADER
from tests.browser.site import Site
from tests.browser.walking import PATIENCE, Walker
from tests.cli.test_cli_sample import ON_THE_DAY

UNIT = "Công chức Văn phòng - Thống kê"


def total(walker: Walker) -> int:
    """What the list says of how many it holds."""
    return first_number(walker.page.locator("#list-count").inner_text())


def first_number(text: str) -> int:
    return int(re.findall(r"\d+", text)[0])


def test_every_number_opens_a_list_of_exactly_that_many(shown: Site, enter: Enter):
    walker = enter(shown, LEADER, scripts=False).go("/steering?as_of=2024-05-31")
    links = walker.page.locator("main a.number").all()
    numbers = {str(link.get_attribute("href")): int(link.inner_text()) for link in links}
    assert len(numbers) > 20

    counted = {}
    for address in numbers:
        page = Markup(walker.page.request.get(shown.address + address).text())
        (count,) = [one for one in page.root.everything() if one.told.get("id") == "list-count"]
        counted[address] = first_number(count.text)

    assert counted == numbers


def test_the_leader_goes_down_to_a_unit_and_on_to_the_item(shown: Site, enter: Enter):
    walker = enter(shown, LEADER).go("/")
    walker.is_at("/steering")
    walker.follow(UNIT)
    walker.sees(UNIT, within=walker.page.locator("h1"))

    overdue = walker.page.locator(".card-overdue .card-number a")
    number = int(overdue.inner_text())
    overdue.click()
    expect(walker.page.locator("#list-count")).to_be_visible(timeout=PATIENCE)
    assert total(walker) == number
    walker.follow("HH-T-025")

    walker.sees("Đăng tải thủ tục hành chính", within=walker.page.locator("h1"))
    walker.page.go_back()
    assert total(walker) == number


def test_the_chart_is_drawn_and_a_point_of_it_is_a_day_to_go_to(shown: Site, enter: Enter):
    walker = enter(shown, LEADER).go("/steering")
    canvas = walker.page.locator("#chart-body canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    box = canvas.bounding_box()
    assert box is not None

    canvas.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.5})

    walker.is_at(re.compile(r"as_of=2024-0[1-5]-\d\d"))
    walker.sees(walker.say("time.past"), within=walker.page.locator(".time-bar"))
    walker.page.go_back()
    walker.is_at("/steering")


def test_the_time_bar_shows_any_day_as_known_at_any_time(shown: Site, enter: Enter):
    walker = enter(shown, LEADER).go("/steering?kind=plan_task")
    bar = walker.page.locator(".time-bar")
    bar.locator("summary").click()

    walker.fill(walker.say("time.as_of"), "2024-03-08", within=bar)
    walker.fill(walker.say("time.known_at"), ON_THE_DAY[:16], within=bar)
    walker.press(walker.say("time.show"), within=bar)

    walker.is_at(re.compile("as_of=2024-03-08"))
    walker.sees("12/20 = 60%").sees(walker.say("time.past"), within=bar)
    walker.go(walker.path.replace("2024-03-08T17%3A30", "2024-03-15T17%3A00"))
    walker.sees("15/20 = 75%")


def test_printing_leaves_out_what_only_a_screen_needs(shown: Site, enter: Enter):
    walker = enter(shown, LEADER).go("/steering")
    expect(walker.page.locator("#chart-body canvas")).to_be_visible(timeout=PATIENCE)

    walker.page.emulate_media(media="print")

    expect(walker.page.locator("header.site-head")).to_be_hidden()
    expect(walker.page.get_by_role("button")).to_have_count(0)
    walker.sees(walker.say("steering.print_title")).sees("6/47 = 12,77%")
    assert walker.page.pdf().startswith(b"%PDF")
