"""What everybody does with lists, and how everybody wants pages: language, light or dark."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.people import CLERK, LEADER
from tests.browser.reading import check_accessible
from tests.browser.site import Site


def test_a_list_is_searched_without_accents_sorted_kept_and_taken_along(day: Site, enter: Enter):
    leader = enter(day, LEADER).go("/items")
    leader.fill(leader.say("list.q"), "bao cao giai ngan")
    leader.press(leader.say("list.filter"))
    leader.is_at(re.compile(r"q=bao"))
    leader.sees("HH-H-008").sees_not("HH-T-022")

    leader.page.locator("#sort-assigned_on").click()
    leader.is_at(re.compile(r"sort=assigned_on")).sees("HH-H-008")
    with leader.page.expect_download() as taken:
        leader.follow("XLSX")
    assert taken.value.suggested_filename.endswith(".xlsx")
    leader.page.locator(".list-keep summary").click()
    leader.fill(leader.say("list.keep_name"), "Giải ngân")
    leader.press(leader.say("list.keep_do")).is_told("view_saved", view="Giải ngân")
    leader.go("/items").follow("Giải ngân")

    leader.is_at(re.compile(r"q=bao")).sees("HH-H-008").sees_not("HH-T-022")


def test_a_number_of_an_item_typed_into_the_search_leads_to_it(shown: Site, enter: Enter):
    clerk = enter(shown, CLERK).go("/my-work")
    search = clerk.page.get_by_role("searchbox")
    search.fill("hh-t-022")
    search.press("Enter")

    clerk.sees("HH-T-022", within=clerk.page.locator("h1"))


def test_language_and_theme_are_chosen_once_and_stay(shown: Site, enter: Enter):
    clerk = enter(shown, CLERK).go("/my-work")
    menu = clerk.page.locator("header .menu summary")
    menu.click()
    clerk.press("English")
    clerk.is_at("/my-work")
    clerk.language = "en"
    expect(clerk.page.locator("html")).to_have_attribute("lang", "en")
    clerk.sees(clerk.say("nav.my_work"), within=clerk.page.locator("h1"))
    menu.click()
    clerk.press(clerk.say("theme.dark"))

    expect(clerk.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    menu.click()
    check_accessible(clerk.page)
    clerk.go("/items")
    expect(clerk.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(clerk.page.locator("html")).to_have_attribute("lang", "en")


def test_a_page_follows_the_machine_where_nothing_was_chosen(shown: Site, enter: Enter):
    clerk = enter(shown, CLERK)
    clerk.page.context.clear_cookies(name="tracker_theme")
    clerk.page.emulate_media(color_scheme="dark")
    clerk.go("/guide")

    expect(clerk.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    clerk.page.emulate_media(color_scheme="light")
    expect(clerk.page.locator("html")).to_have_attribute("data-bs-theme", "light")
