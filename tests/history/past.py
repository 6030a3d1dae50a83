"""A small office whose past is right, to be made wrong in one place; and what becomes of it."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.rows import number
from tests.support.scenario import Line
from tracker.history.importing import RefusedHistoryError, import_history

NOW = datetime(2026, 1, 1, tzinfo=UTC)

UNIT, OTHER_UNIT = 0, 1
TASK, DIRECTIVE, FINDING = 2, 3, 4
REPORTED, TARGET, ASSESSED = 5, 6, 7
"""Places in :func:`past`, from 0."""


def past() -> list[Line]:
    """Eight lines, one an hour, of all sorts."""
    lines: list[Line] = [
        {"type": "unit.established", "code": "H30", "name": "UBND tỉnh Hậu Giang"}
        | {"level": "province", "parent": None},
        {"type": "unit.established", "code": "H30.35", "name": "UBND huyện Phụng Hiệp"}
        | {"level": "district", "parent": "H30"},
        {"type": "plan_task.assigned", "ref": "NV-1", "unit": "H30.35", "title": "Rà soát"}
        | {"due_on": "2024-03-15", "plan": "07/QĐ-UBND", "area": "direction"},
        {"type": "directive.assigned", "ref": "CD-1", "unit": "H30.35", "title": "Báo cáo"}
        | {"due_on": "2024-03-15", "issuer": "UBND tỉnh Hậu Giang", "issuer_level": "province"},
        {"type": "finding.assigned", "ref": "KL-1", "unit": "H30.35", "title": "Thu hồi"}
        | {
            "due_on": None,
            "conclusion": "08/KL-TTr",
            "inspector": "Thanh tra",
            "category": "recover",
        }
        | {"amount_required": 16_424_380},
        {"type": "plan_task.completion_reported", "ref": "NV-1"},
        {
            "type": "target.set",
            "ref": "CT-1",
            "unit": "H30",
            "title": "Tỷ lệ",
            "plan": "326/KH-UBND",
        }
        | {"goal": "100%", "measure": "ratio"},
        {"type": "target.assessed", "ref": "CT-1", "state": "met"},
    ]
    return [
        {
            **line,
            "effective_on": "2024-03-01",
            "recorded_at": f"2024-03-01T{8 + hour:02d}:00:00+07:00",
            "actor": "vt.huonghuu",
        }
        for hour, line in enumerate(lines)
    ]


def after(lines: list[Line], kind_and_word: str, hour: int = 16, **own: Any) -> Line:
    """One more line of the day, after all others."""
    on = own.pop("effective_on", "2024-03-01")
    return {
        "type": kind_and_word,
        **own,
        "effective_on": on,
        "recorded_at": f"2024-03-01T{hour + len(lines) - 8:02d}:00:00+07:00",
        "actor": "vt.huonghuu",
    }


def as_bytes(lines: Iterable[Line | bytes | str]) -> bytes:
    return b"".join(as_line(line) + b"\n" for line in lines)


def as_line(line: Line | bytes | str) -> bytes:
    if isinstance(line, bytes):
        return line
    text = line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
    return text.encode()


class Found(NamedTuple):
    """One problem of a refused file."""

    line: int
    field: str
    code: str


class Refused(NamedTuple):
    """What a refusal named."""

    problems: list[Found]
    details: list[dict[str, Any]]


Bring = Callable[[bytes], Refused | None]


def bring(url: str, file: Path, content: bytes) -> Refused | None:
    """Imports; None when it was taken. A refused file must leave nothing behind."""
    file.write_bytes(content)
    try:
        import_history(url, [file], NOW)
    except RefusedHistoryError as error:
        assert_empty(url)
        found = [Found(p.place.line_no, p.problem.field, p.problem.code) for p in error.problems]
        return Refused(found, [p.problem.details for p in error.problems])
    return None


def assert_empty(url: str) -> None:
    """Neither events nor the trace of an import."""
    assert number(url, "select count(*) from tracker.event") == 0
    assert number(url, "select count(*) from tracker.import") == 0
