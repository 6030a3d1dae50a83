"""What the next digest will say: shown before it is sent, judged as it will be then."""

from threading import Event

from tests.api.asking import Web
from tests.api.people.browsers import signed_in
from tests.support.scenario import Office
from tests.web.alerts.test_inbox import CLERK, OTHER, look
from tests.web.house import clock_of
from tracker.alerts.sweep.sweeping import sweep
from tracker.alerts.telling.delivering import deliver
from tracker.commands.items import ReportCompletion
from tracker.fold.words import Kind

COMING = "Sẽ có trong thông báo tới"


def test_what_was_raised_is_shown_before_it_is_sent(web: Web) -> None:
    sweep(web.found, Event())

    page = look(signed_in(web, CLERK))

    assert COMING in page.text
    assert {"/items/directive/CD-01", "/items/plan_task/NV-01"} <= set(page.links)
    assert "/items/directive/CD-09" not in page.links
    assert "/items/directive/CD-09" in look(signed_in(web, OTHER)).links


def test_what_is_done_meanwhile_is_left_out(web: Web) -> None:
    sweep(web.found, Event())
    office = Office(web.found.tracker, clock_of(web))
    office.act(ReportCompletion, Kind.DIRECTIVE, "CD-01", "3/6")
    web.found.catch_up()

    page = look(signed_in(web, CLERK))

    assert COMING in page.text
    assert "/items/directive/CD-01" not in page.links


def test_once_it_is_sent_nothing_is_coming(web: Web) -> None:
    sweep(web.found, Event())
    deliver(web.found, Event())

    page = look(signed_in(web, CLERK))

    assert COMING not in page.text
    assert len(page.main.all("article")) == 1
    assert "/items/directive/CD-01" in page.links
