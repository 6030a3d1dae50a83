"""A store on the morning of the last day of 2025: 20,000 items are overdue since midnight."""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg

from benchmarks.country import ROOT, Country
from benchmarks.days import iso, moment, number
from benchmarks.filling import copy_rows
from benchmarks.generator import Generator, Task
from benchmarks.lives import DIRECTIVE
from tracker.aggregates.account import account_stream
from tracker.aggregates.events import stream_id
from tracker.database.connect import owner_conninfo
from tracker.rights.words import Role

TODAY: Final = date(2025, 12, 31)
YESTERDAY: Final = number(TODAY) - 1
OVERDUE: Final = 20_000
_GIVEN: Final = YESTERDAY - 30
_EVENING: Final = 68_400
"""Seconds: what is added is recorded after everything else of that day."""


def fill(url: str, items: int, overdue: int, folder: Path) -> int:
    """Copies the year until yesterday, and the items due yesterday; gives the events."""
    generator = Generator(items)
    end = iso(YESTERDAY + 1).encode()
    with TemporaryDirectory(dir=folder) as spool:
        days = takewhile(lambda rows: not rows or rows[0] < end, generator.rows(Path(spool)))
        events = copy_rows(url, days)
    events += copy_rows(url, [list(_due_yesterday(generator, overdue))])
    _engage(url, generator.country)
    return events


def _due_yesterday(generator: Generator, number_of_items: int) -> Iterator[bytes]:
    """Items with some past each; nobody has reported any of them."""
    leaves, random = generator.country.leaves, generator.random
    for no in range(number_of_items):
        unit = leaves[int(random.random() * len(leaves))]
        ref = f"{unit}-D25-x{no}"
        task = Task(DIRECTIVE, ref, unit, YESTERDAY, "institutions", None)
        stream = stream_id(DIRECTIVE, ref)
        for version, (word, own) in enumerate(
            (
                ("assigned", generator.about(task, _GIVEN)),
                ("started", ""),
                ("progress_noted", ""),
                ("progress_noted", ""),
            ),
            1,
        ):
            day = iso(_GIVEN + version)
            state = f'{{"ref":"{ref}"{own},"effective_on":"{day}","actor":"vt.{unit}"}}'
            known = moment(YESTERDAY, _EVENING + no // 10, no % 10 * 1_000 + version)
            topic = f"{DIRECTIVE}.{word}"
            yield f"{known}\t{stream}\t{version}\t{topic}\t{day}\t{state}".encode()


def _engage(url: str, country: Country) -> None:
    """A clerk and a leader for every unit, somebody who confirms in every province.

    Straight into the tables: what is measured reads these, and not how they came about.
    """
    posts = [(role, unit) for unit in country.leaves for role in (Role.CLERK, Role.LEADER)]
    above = (*country.provinces, ROOT)
    posts += [(role, unit) for unit in above for role in (Role.CONFIRMER, Role.LEADER)]
    with psycopg.connect(owner_conninfo(url)) as connection, connection.cursor() as cursor:
        with cursor.copy(
            "copy account (account_id, name, full_name, email, version, registered_on) from stdin"
        ) as copy:
            for role, unit in posts:
                name = f"{role}.{unit}".lower()
                mail = f"{name}@example.vn"
                copy.write_row((account_stream(name), name, name, mail, 2, iso(-1)))
        with cursor.copy(
            "copy account_grant (account_id, grant_no, role, unit, since) from stdin"
        ) as copy:
            for role, unit in posts:
                name = f"{role}.{unit}".lower()
                copy.write_row((account_stream(name), 2, str(role), unit, iso(-1)))
        connection.commit()
        connection.execute("analyze account, account_grant")
