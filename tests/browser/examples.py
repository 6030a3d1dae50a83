"""An address for every page, and who looks at it. A page without one fails the tests."""

from typing import NamedTuple

from tests.browser.people import AUDITOR, CLERK, CONFIRMER, LEADER, OTHER_LEADER
from tests.browser.site import Site


class Example(NamedTuple):
    """A page as somebody comes to see it."""

    route: str
    """The page's template, as the application names it."""
    path: str
    who: str | None

    def __str__(self) -> str:
        return self.path

    def at(self, site: Site) -> str:
        """The address at a site, which has secrets of its own."""
        return self.path.format(link=site.keys.link)


EXAMPLES = (
    Example("/sign-in", "/sign-in", None),
    Example("/invitation", "/invitation?token={link}", None),
    Example("/me", "/me", CLERK),
    *(Example(path, path, CLERK) for path in ("/me/password", "/me/second-factor")),
    *(Example(path, path, CLERK) for path in ("/me/sessions", "/me/tokens")),
    Example("/guide", "/guide", CLERK),
    Example("/my-work", "/my-work", CLERK),
    Example("/my-work", "/my-work", CONFIRMER),
    Example("/steering", "/steering", LEADER),
    Example("/steering", "/steering?unit=H57&as_of=2024-03-08&known_at=2024-03-08T17:30", AUDITOR),
    Example("/steering/chart", "/steering/chart", LEADER),
    Example("/steering/requests", "/steering/requests", CONFIRMER),
    Example("/items", "/items", LEADER),
    Example("/items", "/items?class=open_overdue&kind=directive&sort=due_on", CLERK),
    Example("/views", "/views", CLERK),
    Example("/items/{kind}/{ref}", "/items/directive/HH-T-022", CLERK),
    Example("/items/{kind}/{ref}", "/items/finding/HH-KL02-1", LEADER),
    Example("/items/{kind}/{ref}", "/items/plan_task/HH-2024-NV20?as_of=2024-05-01", AUDITOR),
    Example("/items/{kind}/{ref}", "/items/target/PH-2024-CT07", OTHER_LEADER),
)
NO_PAGES = {
    "/assets/{digest}/{name}",
    "/",
    "/items/{kind}/{ref}/evidence/{sha256}",
    "/items/{kind}/{ref}/timeline",
    "/search",
}
"""What is answered with something else than a page: files, exports, ways on to pages."""
