"""Templates filled with what a page shows; every word in them comes from the catalogue."""

import gzip
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.web.frame.addresses import address, here, part
from tracker.web.frame.assets import asset_address, takes_gzip
from tracker.web.frame.navigation import navigation, unread_of
from tracker.web.frame.preferences import page_language, theme_of
from tracker.web.frame.said import has_been_said, said_before
from tracker.web.frame.words import Words

if TYPE_CHECKING:
    from tracker.web.frame.visit import Visit

TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
TEMPLATES.globals.update(asset=asset_address, part=part, here=here)
_HEADERS: Final[Mapping[str, str]] = {
    # What a page shows is for who asked, and what it was asked with is for nobody else.
    "Cache-Control": "no-store",
    # Not `no-referrer`: browsers would then hide where a form came from, and we must ask.
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Encoding, Cookie, HX-Request",
    # Nothing here is for search engines, not even the way in.
    "X-Robots-Tag": "noindex",
}
_SMALL: Final = 1_000
_LEVEL: Final = 5
"""Of compression: half the time of the highest for a few bytes more."""


def signed_in(
    visit: "Visit",
    template: str,
    status: HTTPStatus,
    headers: Mapping[str, str] | None,
    context: Mapping[str, object],
) -> HTMLResponse:
    """A page for who is signed in, or a part of one."""
    said = None if visit.is_htmx else said_before(visit.request)
    given: dict[str, Any] = {
        "visit": visit,
        "href": visit.href,
        "entries": navigation(visit),
        "unread": 0 if visit.is_htmx else unread_of(visit),
        "said": said and visit.words.say(f"said.{said.name}", **said.details),
        "times": None,
        **context,
    }
    answer = rendered(visit.request, template, status, headers, given)
    if said is not None:
        has_been_said(answer)
    return answer


def stranger(
    request: Request,
    template: str,
    /,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> HTMLResponse:
    """A page for whoever it is: signing in, what went wrong."""
    given = {"visit": None, "href": address, "entries": [], "said": None, "times": None, **context}
    return rendered(request, template, status, headers, given)


def rendered(
    request: Request,
    template: str,
    status: HTTPStatus,
    headers: Mapping[str, str] | None,
    context: Mapping[str, Any],
) -> HTMLResponse:
    """The page in the reader's language, with the headers that keep it to itself."""
    words = Words(page_language(request))
    html = TEMPLATES.get_template(template).render(
        request=request,
        words=words,
        say=words.say,
        lang=words.language,
        theme=theme_of(request).value,
        **context,
    )
    told = {**_HEADERS, "Content-Language": words.language, **(headers or {})}
    # Halves of signs, which no keyboard makes but programs send, have no UTF-8.
    body = html.encode("utf-8", "replace")
    if len(body) > _SMALL and takes_gzip(request):
        # Cookies of sessions are same-site, so no other site can have a page made to measure it.
        body = gzip.compress(body, _LEVEL, mtime=0)
        told["Content-Encoding"] = "gzip"
    return HTMLResponse(body, int(status), told)
