"""What an item was begun with, as its page tells it: by kind, only what is said."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.fold.words import Kind
from tracker.web.frame.addresses import Addresses, part
from tracker.web.frame.words import Words
from tracker.web.items.looking import Looked
from tracker.web.items.telling import Fact, paper

_PLAIN: Final = ("product", "goal", "issuer", "dispatch", "inspector")
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "urgency": frozenset({"normal", "urgent", "very_urgent", "immediate"}),
    "measure": frozenset({"ratio", "count", "judgement"}),
}
"""What forms offer; histories from elsewhere may say it in words of their own."""


def about(looked: Looked, words: Words, href: Addresses, *, has_parent: bool) -> list[Fact]:
    """The document, plan, conclusion, issuer and the like.

    Args:
        looked: the item.
        words: the reader's language.
        href: makes addresses.
        has_parent: whether the reader may see the item that this one passes on.
    """
    kind, said = looked.item.kind, looked.said
    facts = list(_facts(kind, said, words, href))
    if parent := said.get("parent_ref"):
        address = href(f"/items/{kind}/{part(parent)}") if has_parent else None
        facts.append(Fact(words.say("item.parent_ref"), parent, address))
    return [*facts, *_around(said, looked.names, words)]


def _facts(kind: Kind, said: Mapping[str, Any], words: Words, href: Addresses) -> Iterator[Fact]:
    for name in ("plan", "conclusion"):
        if number := said.get(name):
            listed = href("/items", kind=kind, **{name: number})
            yield Fact(words.say(f"column.{name}"), number, listed)
    for name in ("area", "issuer_level"):
        if value := said.get(name):
            yield Fact(words.say(f"column.{name}"), words.say(f"{name}.{value}"))
    if category := said.get("category"):
        yield Fact(words.say("item.category"), words.say(f"category.{category}"))
    for name, known in _KNOWN.items():
        if value := said.get(name):
            is_known = value in known
            told = words.say(f"{name}.{value}") if is_known else value
            yield Fact(words.say(f"item.{name}"), told)
    for name in _PLAIN:
        if value := said.get(name):
            yield Fact(words.say(f"item.{name}"), value)


def _around(said: Mapping[str, Any], names: Mapping[str, str], words: Words) -> Iterator[Fact]:
    if monitor := said.get("monitor"):
        yield Fact(words.say("item.monitor"), names.get(monitor, monitor))
    if source := said.get("source"):
        yield Fact(words.say("item.source"), paper(source, words))
    if said.get("needs_confirmation") is not None:
        needed = "item.confirmed" if said["needs_confirmation"] else "item.not_confirmed"
        yield Fact(words.say("item.confirmation"), words.say(needed))
