"""The rows of a list as they are read; made here, for a template takes its time with each word."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tracker.present.listed import OPEN
from tracker.reading.listing import Line
from tracker.web.frame.addresses import part
from tracker.web.frame.visit import Visit
from tracker.web.frame.words import Words
from tracker.web.lists.asking import PATH


class Row(NamedTuple):
    """One item; texts are empty where there is nothing to say."""

    named: str
    """As forms about several items name it."""
    ref: str
    address: str
    title: str
    unit: str
    unit_name: str
    kind: str
    state: str
    """The class as programs know it, by which it is coloured."""
    state_told: str
    is_not_begun: bool
    due_on: str
    late_days: str
    assigned_on: str
    completed_on: str
    amount_required: str
    amount_recovered: str


def rows(visit: Visit, lines: Iterable[Line]) -> list[Row]:
    """The rows in the reader's language, each leading to its item at the page's C and K."""
    return [_row(visit, line) for line in lines]


def _row(visit: Visit, line: Line) -> Row:
    item, words = line.item, visit.words
    return Row(
        named=f"{item.kind}:{item.ref}",
        ref=item.ref,
        address=visit.href(f"{PATH}/{item.kind}/{part(item.ref)}"),
        title=item.title,
        unit=item.unit,
        unit_name=line.unit_name,
        kind=words.say(f"kind.{item.kind}"),
        state=item.item_class.value,
        state_told=words.say(f"class.{item.item_class}"),
        is_not_begun=item.item_class in OPEN and not line.is_begun,
        due_on=words.day(item.due_on),
        late_days=_whole(words, line.late_days),
        assigned_on=words.day(line.assigned_on),
        completed_on=_day(words, item.completed_on),
        amount_required=_whole(words, item.amount_required),
        amount_recovered=_whole(words, item.amount_recovered),
    )


def _day(words: Words, day: date | None) -> str:
    return "" if day is None else words.day(day)


def _whole(words: Words, number: int | None) -> str:
    return "" if number is None else words.whole(number)
