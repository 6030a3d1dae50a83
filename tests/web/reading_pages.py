"""Reads a page as a browser and a screen reader would, and checks what every page must have."""

from typing import Any, Self

import httpx

from tests.browser.markup import Element, Markup

POLICY = {"script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'"}


class Page:
    """A page that was answered, whole and well-formed."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        markup = Markup(response.text)
        assert not markup.faults, "\n".join(markup.faults)
        self.root = markup.root

    @classmethod
    def of(cls, response: httpx.Response, status: int = 200) -> Self:
        """The page, after the checks that every page must pass."""
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        page = cls(response)
        page._is_kept_to_itself()
        return page

    def _is_kept_to_itself(self) -> None:
        headers = self.response.headers
        assert "unsafe" not in headers["content-security-policy"]
        assert {part.strip() for part in headers["content-security-policy"].split(";")} >= POLICY
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex"
        assert self.one("html").told["lang"] == headers["content-language"]

    def one(self, tag: str, **told: str) -> Element:
        """The only element of that sort with these attributes; ``class_`` for ``class``."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in told.items()}
        (found,) = [
            e for e in self.root.all(tag) if all(e.told.get(k) == v for k, v in wanted.items())
        ]
        return found

    @property
    def main(self) -> Element:
        """What the page is about, without the frame around it."""
        return self.one("main")

    @property
    def title(self) -> str:
        return self.one("title").text

    @property
    def heading(self) -> str:
        return self.one("h1").text

    @property
    def text(self) -> str:
        return self.main.text

    @property
    def links(self) -> list[str]:
        """Where the page's own links lead."""
        return [link.told["href"] for link in self.main.all("a")]

    @property
    def error_of(self) -> dict[str, str]:
        """What is told beside each field that is wrong."""
        return {
            e.told["id"].removeprefix("f-").removesuffix("-error"): e.text
            for e in self.main.everything()
            if e.told.get("id", "").endswith("-error")
        }

    def form(self, action: str) -> Element:
        """The only form that is sent there."""
        (found,) = [one for one in self.root.all("form") if one.told.get("action") == action]
        return found

    def filled(self, action: str, **typed: Any) -> dict[str, Any]:
        """With what a form is sent, once a person has typed."""
        form = self.form(action)
        assert form.told["method"] == "post"
        fields = dict(said for one in form.everything() for said in _said(one))
        known = {one.told.get("name") for one in form.all("input", "select", "textarea", "button")}
        assert typed.keys() <= known, known
        return {**fields, **typed}


def _said(field: Element) -> list[tuple[str, Any]]:
    """What a field of a form says while nobody touches it."""
    name = field.told.get("name")
    if name is None or field.told.get("type") in {"file", "submit"}:
        return []
    match field.tag:
        case "input" if field.told.get("type") in {"checkbox", "radio"}:
            return [(name, field.told["value"])] if "checked" in field.told else []
        case "input":
            return [(name, field.told.get("value", ""))]
        case "textarea":
            return [(name, field.text)]
        case "select":
            chosen = [one for one in field.all("option") if "selected" in one.told]
            return [(name, one.told["value"]) for one in chosen]
    return []
