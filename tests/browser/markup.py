"""A page's source as the standard wants it: every fault is told, none is mended in silence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = "area base br col embed hr img input link meta source track wbr"
_SET_OFF = """address article aside blockquote details div dl fieldset figure footer form header hr
main nav ol p pre section table ul"""
VOID = set(_VOID.split())
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {*_SET_OFF.split(), *_HEADINGS}
_PHRASING = {"p", "span", "strong", "em", "small", "label", "button", "a", "time", "code", "del"}
_ONLY = {
    "ul": {"li", "template"},
    "ol": {"li", "template"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
    "optgroup": {"option"},
    "datalist": {"option"},
}
"""What may stand directly in these, and nothing else."""
_WITHIN = {
    "li": {"ul", "ol", "menu"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "option": {"select", "optgroup", "datalist"},
}
"""In what these may stand."""
_INTERACTIVE = {"a", "button", "input", "select", "textarea", "details", "label"}
_UNSEEN_INPUTS = {"hidden", "submit", "button", "image", "reset"}
_REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "headers", "list")


@dataclass(eq=False)
class Element:
    """An element with what stands in it."""

    tag: str
    told: dict[str, str]
    parent: "Element | None" = None
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, blanks made one."""
        parts = [one if isinstance(one, str) else one.text for one in self.inside]
        return " ".join(" ".join(parts).split())

    @property
    def children(self) -> "list[Element]":
        return [one for one in self.inside if isinstance(one, Element)]

    def everything(self) -> "Iterator[Element]":
        """All elements in it, in their order."""
        for one in self.children:
            yield one
            yield from one.everything()

    def all(self, *tags: str) -> "list[Element]":
        """All of these sorts."""
        return [one for one in self.everything() if one.tag in tags]

    def above(self) -> "Iterator[Element]":
        """What it stands in, from the nearest on."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.above()

    @property
    def name(self) -> str:
        """What a screen reader calls it by itself."""
        images = " ".join(one.told.get("alt", "") for one in self.all("img"))
        own = self.told.get("aria-label") or self.told.get("aria-labelledby")
        return f"{own or ''} {self.text} {images}".strip()

    def __str__(self) -> str:
        told = "".join(f' {name}="{value}"' for name, value in list(self.told.items())[:4])
        return f"<{self.tag}{told}>{self.text[:60]}"


class Markup(HTMLParser):
    """A page that was read; ``faults`` is what is wrong with it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self._wrong: list[str] = []
        if not source.lstrip().lower().startswith("<!doctype html>"):
            self._wrong.append("no doctype at the beginning")
        self.feed(source)
        self.close()
        self._wrong += [f"left open: {one}" for one in self._open[1:]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1])
        if len(names) != len(set(names)):
            self._wrong.append(f"an attribute stands twice: {element}")
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1])
        self._open[-1].inside.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].tag != tag:
            self._wrong.append(f"</{tag}> ends {self._open[-1]}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong."""
        parts = (_frame, _nesting, _identities, _controls, _headings, _policy)
        return [*self._wrong, *(fault for part in parts for fault in part(self.root))]


def _frame(root: Element) -> Iterator[str]:
    for tag in ("html", "head", "title", "body", "main", "h1"):
        if len(root.all(tag)) != 1:
            yield f"{len(root.all(tag))} of <{tag}>"
            return
    (html,), (title,), (h1,) = root.all("html"), root.all("title"), root.all("h1")
    if html.told.get("lang") not in {"vi", "en"}:
        yield f"in no language: {html.told}"
    if not h1.text or h1.text not in title.text:
        yield f"the title {title.text!r} lacks the heading {h1.text!r}"


def _nesting(root: Element) -> Iterator[str]:
    for one in root.everything():
        if one.tag in _ONLY:
            yield from (
                f"<{child.tag}> directly in {one}"
                for child in one.children
                if child.tag not in _ONLY[one.tag]
            )
            if any(isinstance(part, str) and part.strip() for part in one.inside):
                yield f"text directly in {one}"
        if one.tag in _WITHIN and one.parent and one.parent.tag not in _WITHIN[one.tag]:
            yield f"{one} in <{one.parent.tag}>"
        above = {other.tag for other in one.above()}
        if one.tag in _BLOCKS and above & (_PHRASING - {"a", "del"} | set(_HEADINGS)):
            yield f"a block in text: {one}"
        if one.tag in _INTERACTIVE and above & {"a", "button"}:
            yield f"something to use within something to use: {one}"
        if one.tag == "form" and "form" in above:
            yield f"a form in a form: {one}"
        if one.tag == "details" and [c.tag for c in one.children][:1] != ["summary"]:
            yield f"no summary first in {one}"


def _identities(root: Element) -> Iterator[str]:
    ids = [one.told["id"] for one in root.everything() if "id" in one.told]
    yield from (f"id {name!r} stands twice" for name in {n for n in ids if ids.count(n) > 1})
    yield from (
        f"an id with a blank or none: {name!r}" for name in ids if not re.fullmatch(r"\S+", name)
    )
    for one in root.everything():
        for attribute in _REFERRING:
            for name in one.told.get(attribute, "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} refers to nothing: {one}"
        href = one.told.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield f"a link to nothing: {one}"


def _controls(root: Element) -> Iterator[str]:
    labelled = {one.told.get("for") for one in root.all("label") if one.text}
    for one in root.all("input", "select", "textarea"):
        if one.told.get("type") in _UNSEEN_INPUTS:
            continue
        wrapped = any(above.tag == "label" and above.text for above in one.above())
        own = one.told.get("aria-label") or one.told.get("aria-labelledby")
        if not (wrapped or own or one.told.get("id") in labelled):
            yield f"no label: {one}"
        if "aria-invalid" in one.told and "aria-describedby" not in one.told:
            yield f"wrong, but not why: {one}"
    yield from (f"no name: {one}" for one in root.all("a", "button", "summary") if not one.name)
    yield from (f"no text instead: {one}" for one in root.all("img") if "alt" not in one.told)
    yield from (f"a link to nowhere: {one}" for one in root.all("a") if not one.told.get("href"))
    yield from (f"no sort: {one}" for one in root.all("th") if one.text and "scope" not in one.told)


def _headings(root: Element) -> Iterator[str]:
    before = 0
    for one in root.all(*_HEADINGS):
        level = int(one.tag[1])
        if level > before + 1 and before:
            yield f"a level of headings is left out before {one}"
        if not one.text:
            yield f"an empty heading: {one}"
        before = level


_ELSEWHERE = re.compile(r"(?i)(?!webcal://[^/]+/calendar/)(\w+:)?//|javascript:")
"""The address of a calendar names its host, for it is opened in another program."""


def _policy(root: Element) -> Iterator[str]:
    for one in root.everything():
        if one.tag == "style" or [n for n in one.told if n == "style" or n.startswith("on")]:
            yield f"style or script within the page: {one}"
        if (
            one.tag == "script"
            and "src" not in one.told
            and one.told.get("type") != "application/json"
        ):
            yield f"a script within the page: {one}"
        for attribute in ("href", "src", "action"):
            if _ELSEWHERE.match(one.told.get(attribute, "")):
                yield f"leads elsewhere: {one}"
