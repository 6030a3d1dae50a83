"""An office with an item and people, for what is true of every page."""

from collections.abc import Iterator

import pytest

from tests.api.asking import Web, serving
from tests.api.people.conftest import NOW, employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import FIRST, ROOT, assigned_line, unit_line, write_history
from tests.web.house import PERSON, TITLE
from tests.web.walls import NAME, REF
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.rights.words import Role

STAFF: dict[str, tuple[str, list[tuple[Role, str | None]]]] = {
    NAME: (PERSON, [(Role.CLERK, FIRST)]),
    "tat.ca": ("Trần Văn Cả", [(role, None) for role in Role]),
    "chua.giao": ("Hồ Văn Mới", []),
}


@pytest.fixture(scope="session")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One application for all of them; a test that records something says of what."""
    item = {**assigned_line(Kind.DIRECTIVE, REF, due="15/6", unit=FIRST), "title": TITLE}
    lines = [unit_line(ROOT), unit_line(FIRST, ROOT), item]
    file = write_history(tmp_path_factory.mktemp("histories") / "h.jsonl", lines)
    with databases.fresh() as url:
        import_history(url, [file], NOW)
        with serving(url, clock=FixedClock(NOW), signed_in=False) as web:
            hashing_cheaply(web.found)
            for name, (full_name, roles) in STAFF.items():
                employ(web.found, name, full_name, roles)
            web.found.catch_up()
            yield web
