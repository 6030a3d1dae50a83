"""An address for every page, and who looks at it. A page without one fails the tests."""

from typing import NamedTuple

from tests.browser.people import AUDITOR, CLERK, LEADER
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
    Example("/guide", "/guide", CLERK),
    Example("/steering", "/steering", LEADER),
    Example("/steering", "/steering?unit=H57&as_of=2024-03-08&known_at=2024-03-08T17:30", AUDITOR),
    Example("/steering/chart", "/steering/chart", LEADER),
)
NO_PAGES = {
    "/assets/{digest}/{name}",
    "/",
}
"""What is answered with something else than a page: files, exports, ways on to pages."""
