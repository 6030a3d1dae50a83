"""Takes the pictures of ``docs/screenshots``: ``python -m tools.screenshots [FOLDER]``.

Every main page over the sample, on a server and a store of its own, with the clock standing still:
asked again, the same pages come out.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.api.people.browsers import PASSWORD
from tests.browser.people import ADMINISTRATOR, AUDITOR, CLERK, LEADER
from tests.browser.site import Site, furnish, serving
from tests.browser.walking import DESK, PHONE, Theme, Walker, walking
from tests.conftest import running_server
from tools.browser import flags, needed
from tools.pictures import smaller

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
MOST_BYTES = 150_000


class Shot(NamedTuple):
    """One picture."""

    name: str
    path: str
    who: str
    size: tuple[int, int] = DESK
    theme: Theme = "light"


_COMPARED = (
    "/audit?unit=H57.31.05&kind=plan_task&as_of=2024-03-08"
    "&known_at=2024-03-08T17:30&against=2024-03-15T17:00#h-counts"
)
SHOTS = (
    Shot("my-work", "/my-work", CLERK),
    Shot("report", "/record/item/report-completion/directive/HH-H-008", CLERK),
    Shot("register", "/register/directive", CLERK),
    Shot("steering", "/steering", LEADER),
    Shot("steering-dark", "/steering", LEADER, theme="dark"),
    Shot("items", "/items?class=open_overdue&class=open_in_time&class=await_late", LEADER),
    Shot("item", "/items/directive/HH-T-022", CLERK),
    # Above the page's own address, which is another one every time.
    Shot("audit", _COMPARED, AUDITOR, size=(1280, 740)),
    Shot("units", "/admin/units", ADMINISTRATOR),
    Shot("calendar", "/admin/calendars/VN?year=2024", ADMINISTRATOR),
    Shot("inbox", "/inbox", LEADER),
    Shot("alerts", "/admin/alerts", ADMINISTRATOR),
    Shot("my-work-phone", "/my-work", CLERK, size=PHONE),
    Shot("steering-phone", "/steering", LEADER, size=PHONE),
)


def main(folder: Path) -> None:
    """Takes all of them.

    Raises:
        SystemExit: one of them is larger than a document should carry.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _shown() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needed(), args=flags())
        for shot in SHOTS:
            file = folder / f"{shot.name}.png"
            with walking(browser, site, shot.who, size=shot.size, theme=shot.theme) as walker:
                file.write_bytes(smaller(_taken(walker, shot.path)))
            print(f"{file.stat().st_size:>8,} bytes  {file.name}")
            if file.stat().st_size > MOST_BYTES:
                raise SystemExit(f"screenshots: {file.name} is too large")
        browser.close()


def _taken(walker: Walker, path: str) -> bytes:
    walker.go(path)
    walker.page.wait_for_load_state("networkidle")
    return walker.page.screenshot(animations="disabled", caret="hide")


@contextmanager
def _shown() -> Iterator[Site]:
    with running_server() as databases:
        databases.furnish()
        with databases.fresh() as url, serving(url, furnish(url, PASSWORD)) as site:
            yield site


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
