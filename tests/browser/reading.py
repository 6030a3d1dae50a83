"""What every page must be: fit for screen readers and keyboards, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WORDS_AND_COLOURS = [
    "color-contrast",
    "document-title",
    "html-has-lang",
    "html-lang-valid",
    "link-in-text-block",
]
"""The rules that the same elements can break with other words and in other colours alone."""
SIZES = ["target-size", "scrollable-region-focusable"]
"""The rules that can be broken by a small window alone."""
_RUN = "options => axe.run(document, options).then(found => found.violations)"


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def check_accessible(page: Page, rules: list[str] | None = None) -> None:
    """Fails with what violates which rule, and where.

    Args:
        page: as it is shown.
        rules: only these; all of the standard's otherwise.
    """
    only = {"type": "tag", "values": TAGS} if rules is None else {"type": "rule", "values": rules}
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    # It would ask for the style sheets again by itself, which our policy forbids scripts.
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate(_RUN, options)
    assert found == [], "\n".join(_told(page, violation) for violation in found)


def _told(page: Page, violation: dict[str, Any]) -> str:
    places = [f"  {node['target']} {node['failureSummary']}" for node in violation["nodes"][:5]]
    return "\n".join([f"{page.url}: {violation['id']}: {violation['help']}", *places])
