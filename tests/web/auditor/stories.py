"""An office of whose work much was typed late, and the people who look at it."""

from datetime import datetime
from typing import Final

from tests.support.scenario import (
    FIRST,
    ROOT,
    SECOND,
    Line,
    assigned_line,
    happened_line,
    unit_line,
)
from tracker.fold.words import Kind
from tracker.rights.words import Role

TASK, FINDING = Kind.PLAN_TASK, Kind.FINDING
S13: Final = "S13"
"""Done on 10/3, typed on 05/4: the case of which both answers are right (domain.md 4.5)."""
_NAMED: Final = {ROOT: "UBND huyện Phụng Hiệp", FIRST: "Phòng Nội vụ", SECOND: "UBND xã Hòa An"}
PEOPLE: Final[dict[str, list[tuple[Role, str | None]]]] = {
    "kiem.tra": [(Role.AUDITOR, ROOT)],
    "mot.phong": [(Role.AUDITOR, FIRST)],
    "hai.noi": [(Role.AUDITOR, FIRST), (Role.AUDITOR, SECOND)],
    "tat.ca": [(Role.AUDITOR, None)],
    "can.bo": [(Role.CLERK, FIRST)],
    "lanh.dao": [(Role.LEADER, ROOT)],
    "quan.tri": [(Role.ADMINISTRATOR, ROOT)],
    "chua.giao": [],
}


def _unit(code: str, parent: str | None = None) -> Line:
    return {**unit_line(code, parent), "name": _NAMED[code]}


def _kept() -> Line:
    """Money that was paid of what a finding demands."""
    return happened_line(
        FINDING, "KN-1", "payment_recorded", "1/3", typed="20/3", amount=6_424_380, voucher="GNT 01"
    )


def history() -> list[Line]:
    lines = [
        _unit(ROOT),
        _unit(FIRST, ROOT),
        _unit(SECOND, ROOT),
        assigned_line(TASK, S13, unit=FIRST),
        happened_line(TASK, S13, "completion_reported", "10/3", typed="5/4", note="Có biên bản"),
        assigned_line(TASK, "MOVED", unit=FIRST),
        happened_line(TASK, "MOVED", "transferred", "12/3", typed="20/3", to_unit=SECOND),
        assigned_line(TASK, "VOIDED", unit=SECOND),
        happened_line(TASK, "VOIDED", "completion_reported", "10/3"),
        happened_line(TASK, "VOIDED", "voided", "20/3", event_no=2, reason="Ghi nhầm"),
        assigned_line(TASK, "LATER", unit=SECOND, due="30/4"),
        happened_line(TASK, "LATER", "completion_reported", "20/3"),
        assigned_line(TASK, "OUT", unit=FIRST),
        happened_line(TASK, "OUT", "withdrawn", "1/3"),
        assigned_line(FINDING, "KN-1", unit=SECOND, due=None),
        _kept(),
    ]
    return sorted(lines, key=lambda line: datetime.fromisoformat(line["recorded_at"]))
