"""Templates filled with what a page shows; every word in them comes from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.api.problems import language_of
from tracker.catalogue import text

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE: Final = "/style.css"
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    # What a page shows is for who asked, and what it was asked with is for nobody else.
    "Cache-Control": "no-store",
    # Not `no-referrer`: browsers would then hide where a form came from, and we must ask.
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a form, with what is wrong with it where something is."""

    name: str
    label: str
    autocomplete: str
    kind: str = "text"
    hint: str | None = None
    value: str = ""
    error: str | None = None
    required: bool = True
    is_fixed: bool = False
    """Shown, for people and for what keeps their passwords, but not to be changed."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a page leads."""

    address: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """A page with one form; ``error`` is what concerns no single field."""

    title: str
    action: str
    submit: str
    fields: tuple[Field, ...]
    lead: str | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    others: tuple[Link, ...] = ()
    """Other ways to the same end."""

    @property
    def is_refused(self) -> bool:
        """Whether something has to be put right."""
        return self.error is not None or any(one.error is not None for one in self.fields)


@dataclass(frozen=True, kw_only=True)
class Note:
    """A page that only tells: sentences, then a list, then where to go, then a way out."""

    title: str
    sentences: tuple[str, ...]
    listed: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    leaving: Form | None = None


def page(
    request: Request,
    shown: Form | Note,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page in the reader's language, with the headers that keep it to itself."""
    language = language_of(request)
    template = "form.html" if isinstance(shown, Form) else "note.html"
    html = _TEMPLATES.get_template(template).render(
        page=shown,
        lang=language,
        style=STYLE,
        product=text(language, "page.product"),
        trouble=text(language, "page.trouble"),
    )
    told = {**_HEADERS, "Content-Language": language, **(headers or {})}
    # Halves of signs, which no keyboard makes but programs send, have no UTF-8.
    return HTMLResponse(html.encode("utf-8", "replace"), int(status), told)
