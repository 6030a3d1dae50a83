"""An office with its people on a Monday in June 2024, and a district of many communes beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.asking import WHEN_ASKED, Web, serving
from tests.api.conftest import sampled
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import FIRST, ROOT, SECOND, unit_line, write_history
from tests.web.items.counter import PERSON, Counter
from tracker.clock import FixedClock
from tracker.history.importing import import_history
from tracker.rights.words import Role

__all__ = ["sampled"]

MANY = "H90"
COMMUNES = 90
STAFF: dict[str, list[tuple[Role, str | None]]] = {
    "vt.noivu": [(Role.CLERK, FIRST)],
    "vt.huyen": [(Role.CLERK, ROOT)],
    "vt.hai.noi": [(Role.CLERK, FIRST), (Role.CLERK, SECOND)],
    "vt.nhieu": [(Role.CLERK, MANY)],
    "theo.doi": [(Role.CONFIRMER, ROOT)],
    "moi.viec": [(role, None) for role in Role],
    "lanh.dao": [(Role.LEADER, ROOT)],
}
SAMPLE_STAFF: dict[str, list[tuple[Role, str | None]]] = {
    "canbo.huonghuu": [(Role.CLERK, "H57.31.05")],
    "canbo.phunghiep": [(Role.CLERK, "H30.35")],
}


@pytest.fixture(scope="session")
def counter(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """The office; tests share it and each has items of its own."""
    file = write_history(tmp_path_factory.mktemp("histories") / "h.jsonl", _history())
    with databases.fresh() as url:
        import_history(url, [file], WHEN_ASKED)
        clock = FixedClock(WHEN_ASKED)
        with serving(url, clock=clock, signed_in=False) as web:
            yield Counter(_manned(web, STAFF), Path(file), clock)


@pytest.fixture(scope="session")
def sample(databases: Databases, sampled: str) -> Iterator[Counter]:
    """Both sample offices in June 2024; these tests only look."""
    clock = FixedClock(WHEN_ASKED)
    with (
        databases.fresh(template=sampled) as url,
        serving(url, clock=clock, signed_in=False) as web,
    ):
        yield Counter(_manned(web, SAMPLE_STAFF), Path(), clock)


def _manned(web: Web, staff: dict[str, list[tuple[Role, str | None]]]) -> Web:
    hashing_cheaply(web.found)
    for name, roles in staff.items():
        employ(web.found, name, f"Người {name}", roles)
    web.found.catch_up()
    return web


def _history() -> list[dict[str, object]]:
    communes = [
        {**unit_line(f"{MANY}.{no:02}", MANY), "name": f"UBND xã Số {no}", "level": "commune"}
        for no in range(COMMUNES)
    ]
    return [
        unit_line(ROOT),
        {**unit_line(FIRST, ROOT), "name": "Phòng Nội vụ"},
        {**unit_line(SECOND, ROOT), "name": "UBND xã Hòa An"},
        {**unit_line(PERSON, FIRST), "level": "person", "name": "Công chức Tư pháp"},
        unit_line(MANY),
        *communes,
    ]
