"""Random histories in which units end in every way, and the later tree read off them by hand.

The mapping here is written from the words of ``tracker.reading.lens`` alone, line by line and
without an index: an item stays with a unit that is there; else it is where it was transferred
to by the day of the tree (by its first day, where that is later); where that has ended, with
whoever keeps its records.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.oracle import naive
from tests.oracle.naive import HANOI, Line
from tests.support.scenario import ABOUT
from tracker.fold.words import Kind

DAY = timedelta(days=1)
LONG_BEFORE = date(2024, 1, 1)
FIRST_DAY = date(2024, 3, 1)
ENDINGS = ("unit.merged", "unit.split", "unit.dissolved")
OWN_DEADLINE = {
    "count": 5,
    "unit": "working_day",
    "from": "2024-03-01",
    "calendar": "VN",
    "calendar_version": 0,
}


class _Registry:
    """Types one line after another, as time goes by; keeps what the rules accept."""

    def __init__(self, draw: st.DrawFn, units: int) -> None:
        self.draw = draw
        self.now = datetime.combine(LONG_BEFORE, time(8), HANOI)
        self.lines: list[Line] = []
        self.codes = [f"H30.{number}" for number in range(units)]
        self.own: dict[str, list[Line]] = {}
        self.items: dict[tuple[str, str], list[Line]] = {}
        for number, code in enumerate(self.codes):
            parent = self.pick([None, *self.codes[:number], *self.codes[:number]])
            own = {"name": code, "level": "office", "parent": parent}
            line = self.line("unit.established", {"code": code, **own}, LONG_BEFORE)
            self.own[code] = [line]
            self.lines.append(line)
        self.now = datetime.combine(FIRST_DAY, time(8), HANOI)

    def pick(self, options: Any) -> Any:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def line(self, topic: str, own: dict[str, Any], on: date) -> Line:
        times = {"effective_on": on.isoformat(), "recorded_at": self.now.isoformat()}
        return {"type": topic, **own, **times, "actor": "quan.tri"}

    def tick(self) -> None:
        self.now += self.pick((timedelta(0), timedelta(minutes=1), DAY, DAY, 3 * DAY))

    def reform(self) -> None:
        """Something happens to a unit, dated back or ahead; below it only what comes later."""
        on = self.now.date() + self.pick((0, 0, 1, 4, 9, -1, -3, -8)) * DAY
        number = self.draw(st.integers(0, len(self.codes) - 1))
        code = self.codes[number]
        others = [other for other in self.codes if other != code]
        word = self.pick(("moved", "merged", "merged", "split", "dissolved", "dissolved"))
        own: dict[str, Any] = {"code": code}
        match word:
            case "moved":
                own["parent"] = self.pick([None, *self.codes[:number]])
            case "merged":
                own["into"] = self.pick(others)
            case "split":
                first = self.pick(others)
                own["successors"] = [first, self.pick([o for o in others if o != first])]
            case "dissolved" if self.pick((True, True, False)):
                own["successor"] = self.pick(others)
        line = self.line(f"unit.{word}", own, on)
        whole = naive.in_effective_order([*self.own[code], line])
        if any(line["type"] in ENDINGS for line in whole[:-1]):
            return
        self.own[code].append(line)
        self.lines.append(line)

    def assign(self) -> None:
        kind = self.pick(("plan_task", "plan_task", "directive", "finding", "target"))
        ref = f"{kind}-{len(self.items)}"
        on = self.now.date() - self.pick((0, 0, 2, 6)) * DAY
        own: dict[str, Any] = {"ref": ref, "unit": self.pick(self.codes), "title": "Việc"}
        if kind == "target":
            own |= {"plan": "326/KH-UBND", "goal": "100%", "measure": "ratio"}
        else:
            due = self.pick((None, 3, 10))
            own |= {"due_on": None if due is None else (on + due * DAY).isoformat()}
            own |= {**ABOUT[Kind(kind)], "needs_confirmation": self.pick((True, False))}
            match self.pick(range(4)):
                case 0:
                    own["deadline_text"] = "trong 5 ngày làm việc"
                case 1:
                    own["deadline_rule"] = OWN_DEADLINE
        self.keep(self.line(f"{kind}.{'set' if kind == 'target' else 'assigned'}", own, on))

    def happen(self) -> None:
        kind, ref = self.pick(list(self.items))
        if kind == "target":
            return
        item = self.items[kind, ref]
        first = naive.effective(item[0])
        on = max(first, self.now.date() - self.pick((0, 0, 1, 3, 7)) * DAY)
        word = self.pick(
            ("transferred", "transferred", "done", "done", "reopened", "voided", "withdrawn")
        )
        own: dict[str, Any] = {"ref": ref}
        if word == "transferred":
            own["to_unit"] = self.pick(self.codes)
        elif word == "voided":
            own["event_no"] = self.draw(st.integers(1, len(item)))
        elif word == "done":
            word = "remediation_reported" if kind == "finding" else "completion_reported"
        self.keep(self.line(f"{kind}.{word}", own, on))

    def keep(self, line: Line) -> None:
        key = (naive.kind_of(line), line["ref"])
        item = self.items.get(key, [])
        if naive.accepts_item(item, line, careful=True) is None:
            self.items[key] = [*item, line]
            self.lines.append(line)


@st.composite
def reforms(draw: st.DrawFn) -> list[Line]:
    """A whole accepted history of units that come and go and of the work that they leave."""
    registry = _Registry(draw, draw(st.integers(3, 7)))
    registry.assign()
    for deed in draw(st.lists(st.integers(0, 9), min_size=5, max_size=45)):
        registry.tick()
        if deed < 4:
            registry.reform()
        elif deed < 6:
            registry.assign()
        else:
            registry.happen()
    return registry.lines


# --- the later tree ------------------------------------------------------------------------------


def ended_by(lines: list[Line], tree_of: date) -> dict[str, str | None]:
    """The units that are no longer there on that day, each with who keeps its records."""
    return {
        line["code"]: heirs_of(line)[0] if heirs_of(line) else None
        for line in lines
        if line["type"] in ENDINGS and naive.effective(line) <= tree_of
    }


def heirs_of(line: Line) -> list[str]:
    one = line.get("into") or line.get("successor")
    return line.get("successors", []) if one is None else [one]


def home(lines: list[Line], kind: str, ref: str, unit: str, tree_of: date) -> str:
    """The unit under which the tree of that day, as known now, shows an item of ``unit``.

    Where nobody keeps the records in the end, it stays with the last unit that led it.
    """
    ended = ended_by(lines, tree_of)
    if unit not in ended:
        return unit
    first_day = naive.effective(naive.stream(lines, kind, ref)[0])
    now = naive.facts_of(lines, kind, ref, max(tree_of, first_day), None)
    assert now is not None
    last = now["unit"]
    passed: list[str] = []
    heir: str | None = last
    while heir is not None and heir in ended and heir not in passed:
        passed.append(heir)
        heir = ended[heir]
    return last if heir is None or heir in passed else heir


Shown = dict[tuple[str, str], tuple[str, str]]


def shown(
    lines: list[Line],
    as_of: date,
    known_at: datetime | None,
    tree_of: date | None,
    kind: str | None,
) -> Shown:
    """Class and unit of every item at (C, K), on its own tree or on a later one."""
    result: Shown = {}
    for first in naive.all_items(lines, kind):
        key = (naive.kind_of(first), first["ref"])
        facts = naive.facts_of(lines, *key, as_of, known_at)
        if facts is not None:
            unit = facts["unit"]
            if tree_of is not None:
                unit = home(lines, *key, unit, tree_of)
            result[key] = (facts["class"], unit)
    return result


def counted(items: Shown) -> dict[str, dict[str, int]]:
    """By unit and class."""
    by: dict[str, Counter[str]] = {}
    for item_class, unit in items.values():
        by.setdefault(unit, Counter())[item_class] += 1
    return {unit: dict(classes) for unit, classes in by.items()}


def below(lines: list[Line], code: str, tree_of: date) -> set[str]:
    """The unit and all below it on that day, as known now; nothing where it is not there."""
    there = naive.parents_on(lines, tree_of, None)
    ended = ended_by(lines, tree_of)
    parents = {unit: parent for unit, parent in there.items() if unit not in ended}
    found = {code} & set(parents)
    while more := {u for u, parent in parents.items() if parent in found} - found:
        found |= more
    return found
