"""An office with its people, shared by the tests of one process; none shares items."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.asking import WHEN_ASKED, serving
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import (
    FIRST,
    ROOT,
    SECOND,
    assigned_line,
    happened_line,
    unit_line,
    write_history,
)
from tests.web.items.counter import PERSON, Counter
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.rights.words import Role

STAFF: dict[str, list[tuple[Role, str | None]]] = {
    "vt.noivu": [(Role.CLERK, FIRST)],
    "vt.hai": [(Role.CLERK, FIRST)],
    "vt.hoaan": [(Role.CLERK, SECOND)],
    "theo.doi": [(Role.CONFIRMER, ROOT)],
    "lanh.dao": [(Role.LEADER, ROOT)],
    "kiem.tra": [(Role.AUDITOR, ROOT)],
    "quan.tri": [(Role.ADMINISTRATOR, None)],
}


@pytest.fixture(scope="session")
def counter(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """The office on a Monday in June 2024, with one item whose history came from a file."""
    file = write_history(tmp_path_factory.mktemp("histories") / "h.jsonl", _history())
    with databases.fresh() as url:
        import_history(url, [file], WHEN_ASKED)
        clock = FixedClock(WHEN_ASKED)
        with serving(url, clock=clock, signed_in=False) as web:
            hashing_cheaply(web.found)
            for name, roles in STAFF.items():
                employ(web.found, name, f"Người {name}", roles)
            yield Counter(web, Path(file), clock)


def _history() -> list[dict[str, object]]:
    directive = Kind.DIRECTIVE
    return [
        unit_line(ROOT),
        unit_line(FIRST, ROOT),
        unit_line(SECOND, ROOT),
        {**unit_line(PERSON, FIRST), "level": "person", "name": "Công chức Tư pháp"},
        assigned_line(directive, "CD-LS", unit=FIRST),
        happened_line(directive, "CD-LS", "completion_reported", "10/3", typed="15/3"),
        happened_line(directive, "CD-LS", "voided", "16/3", event_no=2, reason="Ghi nhầm mục"),
        happened_line(directive, "CD-LS", "transferred", "20/3", to_unit=SECOND),
        happened_line(directive, "CD-LS", "urged", "25/3", note="Đề nghị khẩn trương"),
    ]
