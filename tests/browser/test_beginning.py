"""Before anything else: signing in and out, setting a password by a link, and the walker itself."""

import re

import pytest
from playwright.sync_api import Browser

from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD
from tests.browser.conftest import Enter
from tests.browser.people import CLERK
from tests.browser.reading import check_accessible
from tests.browser.site import Site
from tests.browser.walking import Walker
from tracker.people.links import invite


def sign_in(walker: Walker, password: str = PASSWORD) -> None:
    walker.fill(walker.say("page.name"), CLERK).fill(walker.say("page.password"), password)
    walker.press(walker.say("page.sign_in"))


def test_somebody_signs_in_and_out(shown: Site, enter: Enter):
    walker = enter(shown).go("/me").is_at("/sign-in?next=%2Fme")

    sign_in(walker)
    walker.is_at("/me").sees("Nguyễn Văn An", within=walker.page.locator("body"))
    walker.page.locator("header summary").click()
    walker.press(walker.say("page.sign_out"))

    walker.is_at("/sign-in")


def test_a_wrong_password_is_said_above_the_form_and_the_name_stays(shown: Site, enter: Enter):
    walker = enter(shown).go("/sign-in").refused(401)

    sign_in(walker, "sai mat khau")

    walker.sees(walker.say("page.trouble"), within=walker.page.get_by_role("alert"))
    assert walker.field(walker.say("page.name")).input_value() == CLERK
    assert walker.field(walker.say("page.password")).input_value() == ""
    check_accessible(walker.page)


def test_a_link_lets_somebody_set_a_password_once(site: Site, enter: Enter):
    link = invite(site.found.people, CLERK, "quantri", site.clock)
    walker = enter(site).go(f"/invitation?token={link.secret}")
    check_accessible(walker.page)

    walker.fill(walker.say("page.new_password"), OTHER_PASSWORD)
    walker.fill(walker.say("page.new_password_again"), OTHER_PASSWORD)
    walker.press(walker.say("page.set_password"))
    walker.follow(walker.say("page.sign_in"))
    sign_in(walker, OTHER_PASSWORD)

    walker.sees("Nguyễn Văn An", within=walker.page.locator("header"))
    walker.refused(401).go(f"/invitation?token={link.secret}")
    walker.sees(walker.say("page.link_dead"))


EVIL = """<!doctype html><html lang=vi><title>x</title>
<script>1</script><img src='https://example.org/a.png' alt=''><img src='/no-such.png' alt=''>"""


def test_the_walker_hears_what_a_browser_complains_of(shown: Site, enter: Enter):
    walker = enter(shown)
    policy = {"content-security-policy": "script-src 'none'"}
    walker.page.route(
        re.compile("/evil$"),
        lambda route: route.fulfill(body=EVIL, headers=policy, content_type="text/html"),
    )

    walker.go("/evil")
    walker.page.wait_for_load_state("networkidle")

    heard = "\n".join(walker.complaints)
    for complaint in ("Content Security Policy", "asks somebody else", "/no-such.png: 404"):
        assert complaint in heard
    walker.complaints.clear()


def test_the_check_finds_what_cannot_be_used_or_read(chromium: Browser):
    context = chromium.new_context()
    page = context.new_page()
    pale = "<p style='color: #aaa; background: #fff'>mờ</p>"
    page.set_content(f"<!doctype html><html lang=vi><title>x</title><main><input>{pale}</main>")

    with pytest.raises(AssertionError) as found:
        check_accessible(page)

    assert ": label: " in str(found.value)
    assert ": color-contrast: " in str(found.value)
    context.close()
