"""Further events for a store that has items already: what a few busy days bring."""

from random import Random
from typing import Any, Final, NamedTuple

import psycopg

from benchmarks.days import iso, moment, number
from benchmarks.generator import Generator
from benchmarks.lives import PLAN_TASK, word_of
from benchmarks.vocabulary import NOTES
from tracker.aggregates.events import stream_id
from tracker.database.connect import owner_conninfo
from tracker.days import local_day
from tracker.projections.codes import CATEGORIES, STILL_KNOWN

_WORK: Final = (
    ("completion_reported", 0.21),
    ("progress_noted", 0.26),
    ("started", 0.10),
    ("extension_requested", 0.03),
    ("deadline_extended", 0.06),
    ("overdue_flagged", 0.06),
    ("due_soon_flagged", 0.05),
)
"""What happens to open items, as shares of all further events; the rest is new items."""
_OPEN: Final = [1, 2, 3]


class OpenItem(NamedTuple):
    """An item that is open now."""

    stream: str
    ref: str
    kind: str
    unit: str
    version: int


def further_rows(url: str, events: int, items: int, seed: int) -> list[bytes]:
    """Rows as :class:`~benchmarks.generator.Generator` gives them, in recorded order."""
    random = Random(seed)
    day, last = _end(url)
    day += 1
    rows: list[tuple[int, int, str]] = []
    wanted = sum(int(events * share) for _, share in _WORK)
    open_items = _open_items(url, wanted, seed)
    words = [word for word, share in _WORK for _ in range(int(len(open_items) * share / 0.77))]
    random.shuffle(words)
    for item, word in zip(open_items, words, strict=False):
        rows.extend(_happen(item, word, day, random))
    generator = Generator(items, seed)
    rows.extend(
        _assigned(generator, f"26-{last + no}", day, random)
        for no in range(max(0, events - len(rows)))
    )
    rows.sort()
    return [f"{moment(day, second, micro)}{rest}".encode() for second, micro, rest in rows]


def _end(url: str) -> tuple[int, int]:
    """The day of the last event and its position."""
    with psycopg.connect(owner_conninfo(url)) as connection:
        row = connection.execute(
            "select recorded_at, position from tracker.event order by position desc limit 1"
        ).fetchone()
    recorded_at, position = row or (None, 0)
    if recorded_at is None:
        return 0, 0
    return number(local_day(recorded_at)), position


def _open_items(url: str, wanted: int, seed: int) -> list[OpenItem]:
    with psycopg.connect(owner_conninfo(url)) as connection:
        found: list[tuple[Any, ...]] = connection.execute(
            # An item's id is the position of its first event.
            "select e.originator_id::text, convert_from(e.state, 'UTF8')::json ->> 'ref',"
            " i.category, u.code,"
            " (select max(later.originator_version) from tracker.event later"
            "  where later.originator_id = e.originator_id)"
            " from readmodel.item_interval i"
            " join tracker.event e on e.position = i.item_id"
            " join readmodel.unit u using (unit_id)"
            " where i.known_to = %s and i.valid_to = '9999-12-31' and i.status = any(%s)"
            " order by hashint4(i.item_id + %s) limit %s",
            (STILL_KNOWN, _OPEN, seed, wanted),
        ).fetchall()
    return [
        OpenItem(stream, ref, CATEGORIES[category][0].value, unit, version)
        for stream, ref, category, unit, version in found
    ]


def _happen(item: OpenItem, word: str, day: int, random: Random) -> list[tuple[int, int, str]]:
    own = f',"due_on":"{iso(day + 30)}"' if word == "deadline_extended" else ""
    after = f',"note":"{random.choice(NOTES)}"' if word == "progress_noted" else ""
    second = 27_000 + int(random.random() * 20_000)
    rest = _rest(item.stream, item.version + 1, f"{item.kind}.{word_of(item.kind, word)}", iso(day))
    own = f'"ref":"{item.ref}"{own}'
    rows = [_at(second, random, f"{rest}{{{own},{_said(item.unit, day)}{after}}}")]
    if word == "completion_reported" and item.kind != PLAN_TASK and random.random() < 0.95:
        topic = f"{item.kind}.{word_of(item.kind, 'completion_confirmed')}"
        rest = _rest(item.stream, item.version + 2, topic, iso(day))
        later = second + 60 + int(random.random() * 15_000)
        rows.append(_at(later, random, f'{rest}{{"ref":"{item.ref}",{_said(item.unit, day)}}}'))
    return rows


def _assigned(generator: Generator, name: str, day: int, random: Random) -> tuple[int, int, str]:
    task = generator.task(day, name)
    rest = _rest(str(stream_id(task.kind, task.ref)), 1, f"{task.kind}.assigned", iso(day))
    said = f'"ref":"{task.ref}"{generator.about(task, day)},{_said(task.unit, day)}'
    return _at(27_000 + int(random.random() * 36_000), random, f"{rest}{{{said}}}")


def _rest(stream: str, version: int, topic: str, today: str) -> str:
    """A row without its recorded time and its state."""
    return f"\t{stream}\t{version}\t{topic}\t{today}\t"


def _said(unit: str, day: int) -> str:
    return f'"effective_on":"{iso(day)}","actor":"vt.{unit}"'


def _at(second: int, random: Random, rest: str) -> tuple[int, int, str]:
    return second, int(random.random() * 1_000_000), rest
