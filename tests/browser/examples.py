"""Addresses of every page, by who looks at them. A page without one fails the tests."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.browser.people import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    CONFIRMER,
    LEADER,
    OTHER_CLERK,
    OTHER_LEADER,
)
from tests.browser.site import Site

_REPORT_DAY = "as_of=2024-03-08&known_at=2024-03-08T17:30"
_CHOSEN = "item=directive:HH-T-022&item=directive:HH-H-008"

PATHS: Mapping[str | None, tuple[str, ...]] = {
    None: ("/sign-in", "/invitation?token={link}", "/alerts/unsubscribe/{mail}"),
    CLERK: (
        "/my-work",
        "/inbox",
        "/work-log?from=2024-05-01&to=2024-06-03",
        "/items?class=open_overdue&kind=directive&sort=due_on",
        "/views",
        "/items/directive/HH-T-022",
        "/record/item/report-completion/directive/HH-T-022",
        "/record/item/record-payment/finding/HH-KL02-1",
        "/record/item/request-return/directive/HH-T-022",
        f"/record/many?name=report-completion&{_CHOSEN}",
        "/register/directive",
        "/register/directive/made?item=HH-H-010&item=HH-T-022&number=2",
        "/register/finding",
        "/register/target",
        "/guide",
        "/me",
        "/me/password",
        "/me/second-factor",
        "/me/sessions",
        "/me/tokens",
        "/me/alerts",
    ),
    CONFIRMER: (
        "/my-work",
        "/record/item/extend-deadline/directive/HH-T-025",
        "/record/item/void/directive/HH-T-022",
        "/record/many?name=confirm-completion&item=directive:HH-T-023&item=directive:HH-T-024",
    ),
    LEADER: (
        "/steering",
        "/steering/chart",
        "/steering/requests",
        "/items",
        "/items/finding/HH-KL02-1",
        f"/record/many?name=urge&{_CHOSEN}",
    ),
    OTHER_LEADER: ("/items/target/PH-2024-CT07", "/steering"),
    OTHER_CLERK: ("/record/target/PH-2024-CT08",),
    AUDITOR: (
        f"/steering?unit=H57&{_REPORT_DAY}",
        "/items/plan_task/HH-2024-NV20?as_of=2024-05-01",
        f"/audit?{_REPORT_DAY}&against=2024-03-15T17:00&by=unit",
        "/audit/late?since=2024-03-08T17:30",
        "/audit/flows?from=2024-01-01&as_of=2024-06-03",
        "/audit/flows/items?from=2024-01-01&as_of=2024-06-03&flow=new",
        "/audit/alerts?as_of=2024-03-12&known_at=2024-05-01",
        "/audit/rights",
        "/audit/item/directive/HH-T-022",
    ),
    ADMINISTRATOR: (
        "/admin",
        "/admin/units",
        "/admin/units/H57.31.05",
        "/record/unit/new",
        "/record/units/import",
        "/record/unit/merge/H57.31.05.01",
        "/record/unit/split/H57.31.05.01",
        "/admin/calendars",
        "/admin/calendars/VN?year=2024",
        "/record/calendar/new",
        "/record/calendar/adopt/VN",
        "/admin/people",
        f"/admin/people/{CLERK}",
        f"/admin/people/{CLERK}/grant",
        "/admin/registration",
        "/admin/rights",
        "/admin/settings",
        "/admin/system",
        "/admin/alerts",
        "/admin/alerts/units",
        "/admin/alerts/endpoints",
        "/admin/alerts/mail",
        "/admin/alerts/deliveries",
        "/admin/alerts/deliveries?q=huonghuu",
        "/admin/alerts/deliveries/{dead}",
        "/admin/alerts/history",
        "/inbox",
        "/audit/refusals",
    ),
}
NO_PAGES = {
    "/",
    "/assets/{digest}/{name}",
    "/audit/files/alerts",
    "/audit/files/changes",
    "/audit/files/counts",
    "/audit/files/flows",
    "/audit/files/late",
    "/audit/files/refusals",
    "/audit/files/rights",
    "/calendar/{secret}.ics",
    "/deadline-words",
    "/register/{kind}/read",
    "/items/{kind}/{ref}/evidence/{sha256}",
    "/items/{kind}/{ref}/timeline",
    "/search",
    "/work-log/file",
}
"""What answers with something else than a page: files, parts of pages, ways on to pages."""


class Example(NamedTuple):
    """A page as somebody comes to see it."""

    who: str | None
    path: str

    def __str__(self) -> str:
        return f"{self.who}{self.path}"

    def at(self, site: Site) -> str:
        """The address at a site, which has secrets of its own."""
        keys = site.keys
        return self.path.format(link=keys.link, mail=keys.mail, dead=keys.dead)


EXAMPLES = [Example(who, path) for who, paths in PATHS.items() for path in paths]
