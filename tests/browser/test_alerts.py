"""What people are told, and who looks after it: the bell, the inbox, the rules, a dead letter."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.people import ADMINISTRATOR, LEADER
from tests.browser.site import Site
from tests.browser.walking import PATIENCE, Walker


def test_a_leader_follows_the_bell_to_an_item_and_back(day: Site, enter: Enter):
    leader = enter(day, LEADER).go("/steering")
    assert "(1 thông báo chưa đọc)" in bell(leader)

    leader.page.locator(".site-inbox").click()
    leader.is_at("/inbox").sees(leader.say("inbox.unread"))
    leader.page.locator(".digest-title").first.click()
    leader.is_at(re.compile("/items/directive/"))
    leader.page.go_back()
    leader.is_at("/inbox").press(leader.say("inbox.read"))

    leader.is_told("marked_read").sees_not(leader.say("inbox.unread"))
    assert bell(leader).strip() == leader.say("nav.inbox")


def bell(walker: Walker) -> str:
    """What a reader of the screen is told of the bell."""
    link = walker.page.locator(".site-inbox")
    expect(link).to_be_visible(timeout=PATIENCE)
    said = link.locator(":scope > span:not([aria-hidden])")
    return " ".join(one.text_content() or "" for one in said.all())


def test_an_administrator_sets_a_rule_and_sends_a_dead_letter_again(day: Site, enter: Enter):
    admin = enter(day, ADMINISTRATOR).go("/admin")
    admin.follow(admin.say("admin.alerting"))
    box = {
        "occasion": admin.say("occasion.overdue"),
        "audience": admin.say("audience.superior"),
        "channel": admin.say("channel.inbox"),
    }
    admin.tick(admin.say("alerts.box", **box))
    admin.fill(admin.say("alerts.due_soon_days"), "10, 5")
    admin.press(admin.say("alerts.save")).is_told("rules_changed")
    expect(admin.field(admin.say("alerts.due_soon_days"))).to_have_value("10, 5", timeout=PATIENCE)
    admin.follow(admin.say("alerts.tab_history")).sees("7, 3, 1 → 10, 5")

    admin.follow(admin.say("alerts.tab_deliveries")).sees("550 5.1.1 No such mailbox")
    admin.press(admin.say("alerts.send_again_to", name="Nguyễn Văn An"))

    admin.is_told("sent_again", number="1").sees(admin.say("admin.no_dead_deliveries"))
