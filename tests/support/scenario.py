"""Short ways to say what was given: units and items by commands, whole histories by lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from tracker.aggregates.events import Happening
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.items import Assign, OnItem, Outcome, act, assign
from tracker.commands.targets import AssessTarget, SetTarget, assess_target, set_target
from tracker.commands.units import EstablishUnit, OnUnit, change, establish
from tracker.days import LOCAL_ZONE
from tracker.eventstore.mapper import decode_state
from tracker.fold.state import Fact
from tracker.fold.words import Kind

Line = dict[str, Any]

ROOT, FIRST, SECOND = "H57", "H57.31", "H57.32"
"""The district and the two offices below it that :class:`Office` starts with."""

ABOUT: dict[Kind, dict[str, Any]] = {
    Kind.PLAN_TASK: {"plan": "07/QĐ-UBND", "area": "procedures"},
    Kind.DIRECTIVE: {"issuer": "UBND tỉnh Hậu Giang", "issuer_level": "province"},
    Kind.FINDING: {
        "conclusion": "08/KL-TTr",
        "inspector": "Thanh tra Sở Xây dựng",
        "category": "recover",
        "amount_required": 16_424_380,
    },
}
"""What an assignment of each kind must say of its own."""


def md(text: str) -> date:
    """``15/3`` is a day of 2024."""
    day, month = text.split("/")
    return date(2024, int(month), int(day))


def moment(text: str, time: str = "09:00") -> datetime:
    """``15/3`` at nine in the morning, local time."""
    return datetime.fromisoformat(f"{md(text)}T{time}").replace(tzinfo=LOCAL_ZONE)


@dataclass
class Office:
    """Gives commands with little ado; what a test does not say is made up."""

    tracker: Tracker
    clock: FixedClock
    _numbers: count = field(default_factory=lambda: count(1))

    def settle_in(self) -> None:
        """The district and its two offices, long before anything happens."""
        self.establish(ROOT, "UBND huyện Phụng Hiệp", "district", None)
        self.establish(FIRST, "Phòng Nội vụ", "office", ROOT)
        self.establish(SECOND, "UBND xã Hòa An", "commune", ROOT)

    def meta(self, on: date | str, given: dict[str, Any]) -> dict[str, Any]:
        """What every command carries; ``given`` goes before what is made up."""
        effective_on = md(on) if isinstance(on, str) else on
        return {
            "actor": "vt.huonghuu",
            "effective_on": effective_on,
            "command_id": f"c-{next(self._numbers)}",
            **given,
        }

    def establish(
        self, code: str, name: str, level: str, parent: str | None, on: str = "1/1", **given: Any
    ) -> Outcome:
        command = EstablishUnit(
            code=code, name=name, level=level, parent=parent, **self.meta(on, given)
        )
        return establish(command, self.tracker, self.clock)

    def change(self, command: type[OnUnit], code: str, on: date | str, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        return change(command(code=code, **self.meta(on, given)), self.tracker, self.clock)

    def assign(  # noqa: PLR0913 - a sentence in one line
        self,
        kind: Kind,
        ref: str,
        on: date | str = "2/1",
        *,
        due: date | str | None = "15/3",
        unit: str = FIRST,
        about: dict[str, Any] | None = None,
        **given: Any,
    ) -> Outcome:
        given.setdefault("title", "Rà soát chữ ký số của cán bộ, công chức")
        command = Assign(
            kind=kind,
            ref=ref,
            unit=unit,
            due_on=md(due) if isinstance(due, str) else due,
            about={**ABOUT[kind], **(about or {})},
            **self.meta(on, given),
        )
        return assign(command, self.tracker, self.clock)

    def act(
        self, command: type[OnItem], kind: Kind, ref: str, on: date | str, **given: Any
    ) -> Outcome:
        given.setdefault("expected_version", None)
        given = {k: md(v) if k == "due_on" and isinstance(v, str) else v for k, v in given.items()}
        return act(command(kind=kind, ref=ref, **self.meta(on, given)), self.tracker, self.clock)

    def set_target(self, ref: str, on: date | str = "2/1", **given: Any) -> Outcome:
        made_up = {
            "unit": FIRST,
            "title": "Tỷ lệ hồ sơ trước và đúng hạn",
            "plan": "326/KH-UBND",
            "goal": ">= 95%",
            "measure": "ratio",
        }
        command = SetTarget(ref=ref, **self.meta(on, {**made_up, **given}))
        return set_target(command, self.tracker, self.clock)

    def assess_target(self, ref: str, on: date | str, state: str, **given: Any) -> Outcome:
        given.setdefault("expected_version", None)
        command = AssessTarget(ref=ref, state=state, **self.meta(on, given))
        return assess_target(command, self.tracker, self.clock)


# --- lines of history files ---------------------------------------------------------------------


def unit_line(code: str = ROOT, parent: str | None = None, on: str = "1/1") -> Line:
    return {
        "type": "unit.established",
        "code": code,
        "name": "Phòng Nội vụ",
        "level": "office",
        "parent": parent,
        "effective_on": md(on).isoformat(),
        "recorded_at": moment(on).isoformat(),
        "actor": "vt.huonghuu",
    }


def assigned_line(
    kind: Kind, ref: str, on: str = "2/1", due: str | None = "15/3", unit: str = ROOT
) -> Line:
    own = {"unit": unit, "title": "Việc", "due_on": md(due).isoformat() if due else None}
    return happened_line(kind, ref, "assigned", on, **own, **ABOUT[kind])


def happened_line(
    kind: Kind, ref: str, word: str, on: str, *, typed: str | None = None, **own: Any
) -> Line:
    return {
        "type": f"{kind}.{word}",
        "ref": ref,
        **own,
        "effective_on": md(on).isoformat(),
        "recorded_at": moment(typed or on).isoformat(),
        "actor": "vt.huonghuu",
    }


def write_history(path: Path, lines: Iterable[Line]) -> Path:
    """The lines as the file that an office would hand over."""
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
    return path


def happening_of(line: Line) -> tuple[type[Happening], dict[str, Any]]:
    """A line as the product reads it from its store: the event's class and its fields."""
    state = {k: v for k, v in line.items() if k not in ("type", "recorded_at")}
    return decode_state(line["type"], orjson.dumps(state))


def facts_of(stream: Iterable[Line]) -> list[Fact]:
    """One item's lines as the facts that the product's fold takes."""
    facts = []
    for no, line in enumerate(stream, 1):
        event_class, fields = happening_of(line)
        facts.append(event_class.fact_from(no, fields))  # type: ignore[attr-defined]
    return facts
