"""Reads a page as a browser and a screen reader would, and checks what every page must have."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import httpx

VOID = {"meta", "link", "input", "br"}
SHOWN_INPUTS = {"text", "password"}


@dataclass
class Element:
    """An element with what stands in it."""

    tag: str
    told: dict[str, str]
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = [one if isinstance(one, str) else one.text for one in self.inside]
        return " ".join(" ".join(parts).split())

    def all(self, tag: str) -> "list[Element]":
        found = [one for one in self.inside if isinstance(one, Element)]
        return [e for one in found for e in ([one] if one.tag == tag else []) + one.all(tag)]

    def everything(self) -> "list[Element]":
        found = [one for one in self.inside if isinstance(one, Element)]
        return [e for one in found for e in [one, *one.everything()]]

    def one(self, tag: str, **told: str) -> "Element":
        """The only element of that sort."""
        (found,) = [
            e for e in self.all(tag) if all(e.told.get(k) == value for k, value in told.items())
        ]
        return found


class Page(HTMLParser):
    """A page; every element that is opened must be closed in its turn."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(response.text)
        assert self._open == [self.root], "something was left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), names
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    @classmethod
    def of(cls, response: httpx.Response, status: int = 200) -> Self:
        """The page, after the checks that every page must pass."""
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        page = cls(response)
        page._is_kept_to_itself()
        page._can_be_read_aloud()
        return page

    def _is_kept_to_itself(self) -> None:
        policy = self.response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert {"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"} <= {
            part.strip() for part in policy.split(";")
        }
        assert self.response.headers["cache-control"] == "no-store"
        for element in self.root.everything():
            assert element.tag not in {"script", "style"}
            assert not [name for name in element.told if name == "style" or name.startswith("on")]

    def _can_be_read_aloud(self) -> None:
        (html,) = self.root.all("html")
        assert html.told["lang"] == self.response.headers["content-language"]
        assert self.heading
        assert self.heading in self.title
        ids = [e.told["id"] for e in self.root.everything() if "id" in e.told]
        assert len(ids) == len(set(ids))
        labelled = {label.told["for"] for label in self.root.all("label")}
        for shown in self.root.all("input"):
            if shown.told.get("type") in SHOWN_INPUTS:
                assert shown.told["id"] in labelled
                assert shown.told["autocomplete"]
            for described in shown.told.get("aria-describedby", "").split():
                assert described in ids
            if "aria-invalid" in shown.told:
                assert f"{shown.told['id']}-error" in shown.told["aria-describedby"]
        for link in self.root.all("a"):
            assert link.text
            if link.told["href"].startswith("#"):
                assert link.told["href"][1:] in ids
        for button in self.root.all("button"):
            assert button.text

    @property
    def title(self) -> str:
        (title,) = self.root.all("title")
        return title.text

    @property
    def heading(self) -> str:
        (heading,) = self.root.all("h1")
        return heading.text

    @property
    def text(self) -> str:
        return self.root.one("main").text

    @property
    def links(self) -> list[str]:
        return [link.told["href"] for link in self.root.one("main").all("a")]

    @property
    def error_of(self) -> dict[str, str]:
        """What is told beside each field that is wrong."""
        return {
            e.told["id"].removesuffix("-error"): e.text
            for e in self.root.all("p")
            if e.told.get("id", "").endswith("-error")
        }

    def filled(self, **typed: str) -> tuple[str, dict[str, str]]:
        """Where the one form is sent and with what, once a person has typed."""
        form = self.root.one("form")
        assert form.told["method"] == "post"
        fields = {e.told["name"]: e.told.get("value", "") for e in form.all("input")}
        assert typed.keys() <= fields.keys()
        return form.told["action"], {**fields, **typed}
