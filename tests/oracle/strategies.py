"""Random whole histories that the contract accepts, and the cutoffs that are worth asking for.

A history is made by proposing lines one after another, as a clerk would type them, and keeping
those that `naive.accepts` takes (in its careful reading, so that nothing rests on an open question
of the contract). Dates fall in a window of some forty days, so that deadlines, cutoffs and events
collide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from . import naive
from .naive import HANOI, Line

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
WINDOW_START = date(2024, 3, 1)
LONG_BEFORE = date(2024, 1, 1)
LATEST = datetime(2026, 1, 1, tzinfo=HANOI)

Pick = Callable[..., Any]


def _nfc(*texts: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", text) for text in texts)


TITLES = _nfc(
    "Rà soát chữ ký số của cán bộ, công chức",
    "Ban hành Kế hoạch cải cách hành chính",
    "Khắc phục hồ sơ chậm giải quyết lĩnh vực đất đai",
    'Báo cáo "tình hình" thực hiện; đợt 2',
    "Thu hồi, nộp ngân sách: Nạo vét kênh Ranh Hoà Phụng",
    "=Tổng hợp nhu cầu bồi dưỡng",
)
UNIT_NAMES = _nfc(
    "UBND tỉnh Hậu Giang",
    "UBND huyện Phụng Hiệp",
    "Phòng Nội vụ",
    "UBND xã Hòa An",
    "Văn phòng HĐND và UBND",
    "Công chức Tư pháp - Hộ tịch",
    "Phòng Tư pháp",
    "Thanh tra huyện",
    "Thị trấn Kinh Cùng",
)
LEVELS = ("district", "office", "commune", "person", "province", "central")
REASONS = _nfc("Ghi nhầm", "Theo đề nghị của đơn vị", "Chờ ý kiến cấp trên")
ACTORS = ("vt.huonghuu", "pnv.ph", "thanhtra.ph")
PLANS = ("07/QĐ-UBND", "326/KH-UBND")
CONCLUSIONS = ("08/KL-TTr", "12/KL-TTr")
ISSUERS = _nfc("UBND tỉnh Hậu Giang", "UBND huyện Phụng Hiệp")
AREAS = (
    "institutions",
    "procedures",
    "organisation",
    "civil_service",
    "public_finance",
    "digital_government",
    "direction",
)
ISSUER_LEVELS = ("province", "district", "government", "commune", "party", "own")
CATEGORIES = (
    "recover",
    "deduct",
    "discipline",
    "correct_document",
    "correct_practice",
    "transfer_case",
)
PREFIX = {"plan_task": "NV", "directive": "CD", "finding": "KL", "target": "CT"}
KINDS = (
    "plan_task",
    "directive",
    "finding",
    "plan_task",
    "directive",
    "finding",
    "plan_task",
    "directive",
    "finding",
    "target",
)
OWN_WORDS = {own: theirs for theirs, own in naive.FINDING_WORDS.items()}
REMARKS = tuple(word for word in naive.WITHOUT_EFFECT if word != "payment_recorded")
REMARK = "(a word without effect)"
CHANGES = ("deadline_extended", "deadline_extended", "deadline_corrected", "transferred")
ASIDE = (REMARK, "voided", "voided", "withdrawn", "return_accepted")
# What is worth proposing on a day on which the item stands in a phase; repeated = more often.
WORDS = {
    "open": (*("completion_reported",) * 6, *("suspended",) * 2, "started", *CHANGES, *ASIDE),
    "reported": (
        *("completion_confirmed",) * 4,
        *("completion_rejected",) * 4,
        *CHANGES,
        *ASIDE,
    ),
    "done": (*("reopened",) * 4, *CHANGES, *ASIDE),
    "suspended": (*("resumed",) * 5, *CHANGES, *ASIDE),
    "out": ("voided",),
}
CLOCK_TIMES = (
    time(8, 1),
    time(0, 0),
    time(0, 30),
    time(6, 59, 59),
    time(16, 30, 0, 250000),
    time(23, 30),
    time(23, 59, 59, 999999),
)


class _Clerk:
    """Proposes lines one by one and keeps the accepted ones."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.now = datetime.combine(WINDOW_START - 20 * DAY, time(8), HANOI)
        self.lines: list[Line] = []
        self.units: list[Line] = []
        self.codes: list[str] = []
        self.streams: dict[tuple[str, str], list[Line]] = {}

    # -- the clock

    def tick(self) -> None:
        step = self.pick(range(20))
        now = self.now
        if step < 4:
            pass  # the same instant
        elif step < 7:
            now += MICROSECOND
        elif step < 12:
            now += timedelta(minutes=step)
        elif step < 19:
            on = now.date() + (DAY if step < 18 else 4 * DAY)
            now = datetime.combine(on, self.pick(CLOCK_TIMES), HANOI)
        else:
            now += timedelta(days=self.pick((9, 30)))
        self.now = min(now, LATEST)

    @property
    def today(self) -> date:
        return self.now.date()

    # -- keeping a line

    def line(
        self, head: dict[str, Any], own: dict[str, Any], on: date, source: dict[str, str] | None
    ) -> Line:
        line = {**head, **own}
        if source is not None:
            line["source"] = source
        line["effective_on"] = on.isoformat()
        line["recorded_at"] = self.now.isoformat()
        extra = self.pick(range(12))
        line["actor"] = ACTORS[extra % 3]
        if extra in (4, 5):
            line["reason"] = REASONS[extra - 4]
        if extra in (5, 6):
            line["note"] = REASONS[extra - 4]
        return line

    def keep_unit(self, head: dict[str, Any], own: dict[str, Any], on: date) -> None:
        line = self.line(head, own, on, None)
        if naive.accepts_unit(self.units, line, careful=True) is None:
            self.units.append(line)
            self.lines.append(line)
            if line["type"] == "unit.established":
                self.codes.append(line["code"])

    def keep_item(self, line: Line) -> bool:
        key = (naive.kind_of(line), line["ref"])
        item = self.streams.get(key, [])
        if naive.accepts_item(item, line, careful=True) is not None:
            return False
        self.streams[key] = [*item, line]
        self.lines.append(line)
        return True

    # -- units

    def establish(self, on: date) -> None:
        number = len(self.codes)
        code = "H30" if number == 0 else f"H30.{number:02d}"
        there = sorted(naive.parents_on(self.units, on, None))
        parent = None
        if number:
            # now and then a second root
            parent = self.pick([*there, *there, None]) if there else None
        self.keep_unit(
            {"type": "unit.established", "code": code},
            {
                "name": UNIT_NAMES[number % len(UNIT_NAMES)],
                "level": "province" if number == 0 else LEVELS[number % len(LEVELS)],
                "parent": parent,
            },
            on,
        )

    def reform(self) -> None:
        """A change of the tree, dated back or ahead."""
        on = self.today + self.pick((0, 1, 3, 10, 20, -1, -5, -15)) * DAY
        word = self.pick(("moved", "renamed", "merged", "dissolved", "established"))
        there = sorted(naive.parents_on(self.units, on, None))
        if word == "established":
            if len(self.codes) < len(UNIT_NAMES):
                self.establish(on)
            return
        code = self.pick(self.codes)
        others = [other for other in there if other != code]
        head = {"type": f"unit.{word}", "code": code}
        if word == "renamed":
            self.keep_unit(head, {"name": self.pick(UNIT_NAMES) + " (mới)"}, on)
        elif word == "dissolved":
            self.keep_unit(head, {}, on)
        elif others:
            field = "parent" if word == "moved" else "into"
            self.keep_unit(head, {field: self.pick(others)}, on)

    # -- items

    def assign(self) -> None:
        kind = self.pick(KINDS)
        ref = f"{PREFIX[kind]}-{sum(key[0] == kind for key in self.streams) + 1:02d}"
        on = self.today - self.pick((0, 0, 0, 1, 2, 7, 15)) * DAY
        head = {"type": f"{kind}.assigned", "ref": ref}
        title = TITLES[self.pick(range(len(TITLES)))]
        own: dict[str, Any] = {"unit": self.pick(self.codes), "title": title}
        if kind == "target":
            head["type"] = "target.set"
            own |= {
                "plan": self.pick(PLANS),
                "goal": ">= 95%",
                "measure": self.pick(("ratio", "judgement")),
            }
            self.keep_item(self.line(head, own, on, None))
            return
        length = self.pick((10, 5, 7, 3, 15, 1, 0, None, None))
        own["due_on"] = None if length is None else (on + length * DAY).isoformat()
        bits = self.pick(range(256))
        needs = (None, False, True, None)[bits % 4]
        more = bits >> 2  # six more bits for the optional fields
        own |= getattr(self, f"own_{kind}")(more)
        if needs is not None:
            own["needs_confirmation"] = needs
        if more & 32 and kind == "directive":
            own |= self.parent_of(own["due_on"])
        if more & 2 and kind != "finding":
            own["coordinators"] = [self.codes[bits % len(self.codes)]]
        if more & 4 and kind != "finding":
            own["deadline_text"] = "chậm nhất 15/3"
        source = None
        if more & 1:
            document = {"plan_task": "QĐ", "directive": "CV", "finding": "KL"}[kind]
            source = {
                "issuer": ISSUERS[bits % 2],
                "type": document,
                "number": f"{bits}/UBND-NC",
                "date": on.isoformat(),
            }
        self.keep_item(self.line(head, own, on, source))

    def own_plan_task(self, more: int) -> dict[str, Any]:
        own: dict[str, Any] = {
            "plan": PLANS[more % 2],
            "area": self.pick(AREAS),
        }
        if more & 8:
            own["product"] = "Kế hoạch"
        return own

    def own_directive(self, more: int) -> dict[str, Any]:
        own: dict[str, Any] = {
            "issuer": ISSUERS[more % 2],
            "issuer_level": self.pick(ISSUER_LEVELS),
        }
        if more & 8:
            own["dispatch"] = "107/UBND-NC#1"
        if more & 16:
            own["urgency"] = "normal"
        return own

    def own_finding(self, more: int) -> dict[str, Any]:
        return {
            "conclusion": CONCLUSIONS[more % 2],
            "inspector": "Thanh tra huyện",
            "category": self.pick(CATEGORIES),
            "amount_required": 16424380 if more & 8 else None,
        }

    def parent_of(self, due_on: str | None) -> dict[str, str]:
        """The first directive whose deadline is no earlier, if there is one."""
        for (kind, ref), (first, *_) in self.streams.items():
            if kind == "directive" and (
                first["due_on"] is None or (due_on is not None and due_on <= first["due_on"])
            ):
                return {"parent_ref": ref}
        return {}

    def happen(self) -> None:  # noqa: C901 - one branch a word
        """One event of one item, most often one that its phase on that day allows."""
        kind, ref = key = self.pick(list(self.streams))
        item = self.streams[key]
        first_day = naive.effective(item[0])
        if kind == "target":
            self.assess(ref, first_day)
            return
        on = self.pick(self.days_for(item, first_day))
        state = naive.step_3(naive.step_2(naive.step_1(item, None), on))
        likely = WORDS[state["phase"]]
        word = self.pick(likely)
        if self.pick(range(12)) == 11:
            word = self.pick((*naive.WITH_EFFECT, *naive.WITHOUT_EFFECT))
        if word == REMARK:
            word = self.pick((*REMARKS, *("payment_recorded",) * 6 * (kind == "finding")))
        own: dict[str, Any] = {}
        if word in ("deadline_extended", "deadline_corrected"):
            own["due_on"] = self.deadline(on, state["due_on"], first_day)
        elif word in naive.CARRY_A_DEADLINE:
            if self.pick((False, True)):
                own["due_on"] = self.deadline(on, state["due_on"], first_day)
        elif word == "transferred":
            own["to_unit"] = self.pick(self.codes)
        elif word == "payment_recorded":
            if kind != "finding":
                return
            own = {"amount": self.pick((6483390, 16424380)), "voucher": "Giấy nộp tiền"}
        elif word == "voided":
            if len(item) == 1:
                return
            own["event_no"] = len(item) - self.pick(range(len(item) - 1))
        spelt = OWN_WORDS.get(word, word) if kind == "finding" else word
        self.keep_item(self.line({"type": f"{kind}.{spelt}", "ref": ref}, own, on, None))

    def days_for(self, item: list[Line], first_day: date) -> list[date]:
        """Today first; then yesterday, deadlines and the days after them, days of other events."""
        today = self.today
        days = [today, today, today, today, today - DAY, today - 2 * DAY]
        for line in item:
            on = naive.effective(line)
            days += [on, on + DAY]
            if line.get("due_on"):
                due_on = naive.day(line["due_on"])
                days += [due_on, due_on + DAY]
        days += [today - 5 * DAY, today - 10 * DAY, first_day + 3 * DAY]
        return [on for on in days if first_day <= on <= today]

    def deadline(self, on: date, due_on: date | None, first_day: date) -> str:
        around = on if due_on is None else due_on
        days = [
            around + 7 * DAY,
            around + 15 * DAY,
            around + DAY,
            around - DAY,
            around - 4 * DAY,
            on,
            on + 3 * DAY,
            first_day,
        ]
        return max(self.pick(days), first_day).isoformat()

    def assess(self, ref: str, first_day: date) -> None:
        on = max(first_day, self.today - self.pick((0, 0, 1, 5, 20)) * DAY)
        state = self.pick(naive.TARGET_STATES)
        own: dict[str, Any] = {"state": state, "numerator": None, "denominator": None}
        if state in ("met", "in_progress", "not_met"):
            own |= {"numerator": 17236, "denominator": 17307}
        own["evidence"] = None if state == "not_met" else "Số liệu đến cuối kỳ"
        self.keep_item(self.line({"type": "target.assessed", "ref": ref}, own, on, None))


_ORDER = {
    kind: [*must, *may]
    for kind, must, may in (
        (
            "plan_task.assigned",
            ("unit", "title", "due_on", "plan", "area", "needs_confirmation"),
            ("product", "coordinators", "deadline_text"),
        ),
        (
            "directive.assigned",
            ("unit", "title", "due_on", "issuer", "issuer_level", "needs_confirmation"),
            ("dispatch", "parent_ref", "urgency", "coordinators", "monitor", "deadline_text"),
        ),
    )
}


def _in_table_order(line: Line) -> Line:
    """The own fields in the order of the contract's table."""
    order = _ORDER.get(line["type"])
    if order is None:
        return line
    own = [name for name in order if name in line]
    rest = [name for name in line if name not in order and name not in ("type", "ref")]
    return {name: line[name] for name in ("type", "ref", *own, *rest)}


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    max_items: int = 6,
    max_events: int = 80,
    with_units: bool = True,
) -> list[Line]:
    """A whole accepted history, ordered by `recorded_at`.

    `max_events` bounds the lines proposed after the first units and the first item; somewhat fewer
    are accepted. Without units there is one unit and nothing happens to it.
    """

    def pick(options: Any) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    clerk = _Clerk(pick)
    clerk.establish(LONG_BEFORE)
    if with_units:
        for _ in range(pick(range(2, 7))):
            late = pick((False, False, False, False, True))
            clerk.establish(WINDOW_START + 5 * DAY if late else LONG_BEFORE)
    clerk.now = datetime.combine(WINDOW_START, time(8), HANOI)
    clerk.assign()
    for _ in range(draw(st.integers(0, max_events))):
        clerk.tick()
        deed = pick(range(100))
        if deed >= 90 and with_units:
            clerk.reform()
        elif (deed >= 80 or not clerk.streams) and len(clerk.streams) < max_items:
            clerk.assign()
        else:
            clerk.happen()
    return [_in_table_order(line) for line in clerk.lines]


def boundary_days(lines: list[Line]) -> list[date]:
    """Every date that a line names, with the day before and the day after."""
    named = set()
    for line in lines:
        named.add(naive.effective(line))
        named.add(naive.recorded(line).date())
        if line.get("due_on"):
            named.add(naive.day(line["due_on"]))
    return sorted({on + step * DAY for on in named for step in (-1, 0, 1)})


def boundary_instants(lines: list[Line]) -> list[datetime | None]:
    """None, every recorded instant, the microsecond before it, some of them told in UTC."""
    instants: list[datetime | None] = [None]
    for number, line in enumerate(lines):
        at = naive.recorded(line)
        if number % 3 == 2:
            at = at.astimezone(UTC)
        instants += [at, at - MICROSECOND]
    return instants


def cut_points(lines: list[Line]) -> st.SearchStrategy[tuple[date, datetime | None]]:
    """(as_of, known_at), mostly on the edge of something."""
    days = boundary_days(lines)
    # The window's own days come up more often than those of far-off unit lines.
    in_window = [on for on in days if on >= WINDOW_START - 16 * DAY] or days
    instants = boundary_instants(lines)
    return st.tuples(
        st.one_of(st.sampled_from(in_window), st.sampled_from(in_window), st.sampled_from(days)),
        st.one_of(st.sampled_from(instants), st.none(), st.sampled_from(instants)),
    )


def periods(lines: list[Line]) -> st.SearchStrategy[tuple[date, date, datetime | None]]:
    """(start, end, known_at) with start <= end, both on the edge of something."""
    return st.tuples(cut_points(lines), cut_points(lines)).map(
        lambda pair: (min(pair[0][0], pair[1][0]), max(pair[0][0], pair[1][0]), pair[0][1])
    )
