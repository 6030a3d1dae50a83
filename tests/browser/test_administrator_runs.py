"""An administrator's day: units, calendar, people; each decision is looked at before it is made."""

import re

from playwright.sync_api import expect

from tests.api.people.browsers import OTHER_PASSWORD
from tests.browser.conftest import Enter
from tests.browser.people import ADMINISTRATOR
from tests.browser.site import Site
from tests.browser.walking import PATIENCE

GIVES, TAKES = "H57.31.05.05", "H57.31.05.01"


def test_a_unit_is_merged_after_a_look_at_what_that_moves(day: Site, enter: Enter):
    admin = enter(day, ADMINISTRATOR).go("/admin/units")
    admin.follow("Công chức Văn hóa - Xã hội")
    admin.follow(admin.say("unit_deed.merge"))
    admin.fill(admin.say("admin.into"), TAKES)
    admin.fill(admin.say("admin.effective_on"), "2024-06-03")
    admin.fill(admin.say("field.source_number"), "15/QĐ-UBND")
    admin.press(admin.say("admin.look_first"))

    admin.sees(admin.say("admin.nothing_yet")).sees("HH-H-007")
    admin.press(admin.say("admin.confirm_merge"))

    admin.sees("Công chức Văn phòng - Thống kê")
    admin.go("/admin/units?as_of=2024-06-02").sees("Công chức Văn hóa - Xã hội")
    admin.go("/admin/units").sees_not("Công chức Văn hóa - Xã hội")


def test_a_year_of_the_calendar_is_adopted_with_its_document(day: Site, enter: Enter):
    admin = enter(day, ADMINISTRATOR).go("/admin/calendars/VN?year=2024")
    admin.follow(admin.say("admin.adopt"))
    admin.fill(admin.say("field.source_number"), "2450/VPCP-KGVX")
    admin.press(admin.say("admin.look_first"))
    admin.sees(admin.say("admin.no_moves")).page.locator(".form-actions .btn-primary").click()

    admin.is_at(re.compile("/admin/calendars/VN"))
    admin.sees("2450/VPCP-KGVX")


def test_somebody_gets_an_account_a_role_and_a_link(day: Site, enter: Enter):
    admin = enter(day, ADMINISTRATOR).go("/admin/people")
    admin.follow(admin.say("admin.register"))
    admin.fill(admin.say("column.full_name"), "Đỗ Thị Lan")
    admin.fill(admin.say("column.login"), "lan.huonghuu")
    admin.press(admin.say("admin.register")).is_told("person_registered", login="lan.huonghuu")
    admin.go("/admin/people/lan.huonghuu/grant")
    admin.choose(admin.say("column.role"), admin.say("role.clerk"))
    admin.fill(admin.say("column.unit"), "H57.31.05")
    admin.press(admin.say("person.do_grant")).is_told("person_changed", login="lan.huonghuu")
    admin.go("/admin/people/lan.huonghuu/invite").press(admin.say("person.do_invite"))
    link = admin.field(admin.say("person.link_label")).input_value()

    lan = enter(day).go(link.removeprefix(day.address))
    lan.fill(lan.say("page.new_password"), OTHER_PASSWORD)
    lan.fill(lan.say("page.new_password_again"), OTHER_PASSWORD)
    lan.press(lan.say("page.set_password")).follow(lan.say("page.sign_in"))
    lan.fill(lan.say("page.name"), "lan.huonghuu").fill(lan.say("page.password"), OTHER_PASSWORD)
    lan.press(lan.say("page.sign_in"))

    expect(lan.page.locator("h1")).to_have_text(lan.say("nav.my_work"), timeout=PATIENCE)
    lan.sees("UBND xã Hương Hữu")


def test_the_system_and_its_settings_are_told(shown: Site, enter: Enter):
    admin = enter(shown, ADMINISTRATOR).go("/admin")
    admin.go("/admin/system").sees("PostgreSQL")
    admin.go("/admin/settings").sees("TRACKER_SESSION_IDLE_MINUTES")
