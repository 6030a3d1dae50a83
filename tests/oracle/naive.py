"""What the contract says, word for word, computed the slow way from a list of history lines.

A "line" is a dict exactly as it stands in the JSON Lines file; "lines" are in file order. Nothing
is cached, nothing is indexed: every answer starts again from all the lines.
"""

# The rules stand here in one piece, as in the contract; cutting them up would hide them.
# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

Line = dict[str, Any]

HANOI = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has had no other offset since 1975
ONE_DAY = timedelta(days=1)

ITEM_KINDS = ("plan_task", "directive", "finding")
NEEDS_CONFIRMATION_BY_DEFAULT = {"plan_task": False, "directive": True, "finding": True}
FINDING_WORDS = {
    "remediation_reported": "completion_reported",
    "remediated": "completion_confirmed",
    "remediation_rejected": "completion_rejected",
}
WITHOUT_EFFECT = (
    "progress_noted",
    "payment_recorded",
    "extension_requested",
    "extension_refused",
    "return_requested",
    "return_refused",
    "urged",
    "overdue_flagged",
    "due_soon_flagged",
)
WITH_EFFECT = (
    "started",
    "deadline_extended",
    "completion_reported",
    "completion_confirmed",
    "completion_rejected",
    "suspended",
    "resumed",
    "reopened",
    "transferred",
    "withdrawn",
    "return_accepted",
)
# Words that may carry a deadline of their own besides `assigned`: a correction can replace it.
CARRY_A_DEADLINE = ("deadline_extended", "completion_rejected", "resumed", "reopened")

DONE = ("done_on_time", "done_late", "done_no_deadline")
ACTIVE = (
    "open_in_time",
    "open_overdue",
    "open_no_deadline",
    "await_in_time",
    "await_late",
    "await_no_deadline",
    "suspended",
)
TARGET_STATES = ("met", "in_progress", "not_met", "not_measurable", "no_case")
DIMENSIONS = ("kind", "unit", "issuer_level", "area", "plan", "conclusion")


class NotAllowed(Exception):  # noqa: N818 - the word of the contract
    """An event stands in a phase that does not allow it."""


class UnknownUnit(LookupError):  # noqa: N818
    """A unit code that no line ever established."""


# --- reading a line ------------------------------------------------------------------------------


def kind_of(line: Line) -> str:
    return line["type"].split(".", 1)[0]


def word_of(line: Line) -> str:
    """The event's word; the three words of findings become those of section 2."""
    word = line["type"].split(".", 1)[1]
    if kind_of(line) == "finding":
        return FINDING_WORDS.get(word, word)
    return word


def day(text: str) -> date:
    return date.fromisoformat(text)


def effective(line: Line) -> date:
    return day(line["effective_on"])


def recorded(line: Line) -> datetime:
    return datetime.fromisoformat(line["recorded_at"])


def known(lines: list[Line], known_at: datetime | None) -> list[Line]:
    if known_at is None:
        return list(lines)
    return [line for line in lines if recorded(line) <= known_at]


def in_effective_order(lines: list[Line]) -> list[Line]:
    """By effective date; lines of one day stay in stream order (the sort is stable)."""
    return sorted(lines, key=effective)


def stream(lines: list[Line], kind: str, ref: str) -> list[Line]:
    return [line for line in lines if kind_of(line) == kind and line["ref"] == ref]


# --- section 2, steps 1 to 4 ---------------------------------------------------------------------


def step_1(item: list[Line], known_at: datetime | None) -> list[Line]:
    """Known at K, without what was voided, with corrected deadlines put in their place."""
    in_set = [
        (number, line)
        for number, line in enumerate(item, start=1)
        if known_at is None or recorded(line) <= known_at
    ]
    dropped = set()
    for number, line in in_set:
        if word_of(line) == "voided":
            dropped.add(line["event_no"])
            dropped.add(number)
    remaining = [dict(line) for number, line in in_set if number not in dropped]
    for place, line in enumerate(remaining):
        if word_of(line) != "deadline_corrected":
            continue
        for before in reversed(remaining[:place]):
            if word_of(before) == "assigned" or (
                word_of(before) in CARRY_A_DEADLINE and before.get("due_on") is not None
            ):
                before["due_on"] = line["due_on"]
                break
    return remaining


def step_2(events: list[Line], as_of: date) -> list[Line]:
    return in_effective_order([line for line in events if effective(line) <= as_of])


def step_3(events: list[Line], *, careful: bool = False) -> dict[str, Any]:
    """Fold; raises NotAllowed where an event stands in a phase that does not allow it.

    With `careful`, what the contract leaves open is not allowed either (see `accepts`).
    """
    first = events[0]
    if word_of(first) != "assigned":
        raise NotAllowed(first["type"])
    begun = False
    needs_confirmation = first.get(
        "needs_confirmation", NEEDS_CONFIRMATION_BY_DEFAULT[kind_of(first)]
    )
    phase = "open"
    unit = first["unit"]
    due_on = day(first["due_on"]) if first["due_on"] else None
    due_dates_set = [(effective(first), due_on)]
    finished_on = None
    out_word = None
    out_on = None

    for line in events[1:]:
        word = word_of(line)
        own_due_on = day(line["due_on"]) if line.get("due_on") else None

        def only_from(*phases: str, line: Line = line, phase: str = phase) -> None:
            if phase not in phases:
                raise NotAllowed(f"{line['type']} on {line['effective_on']} while {phase}")

        not_out = ("open", "reported", "done", "suspended")
        if word in WITHOUT_EFFECT:
            only_from(*not_out)
        elif word == "deadline_corrected":
            only_from(*not_out)  # its one effect was in step 1
        elif word == "started":
            only_from(*(("open",) if careful else not_out))
            begun = True
        elif word == "deadline_extended":
            only_from(*not_out)
            due_on = own_due_on
            due_dates_set.append((effective(line), due_on))
        elif word == "completion_reported":
            only_from("open")
            finished_on = effective(line)
            begun = True  # nobody completes what he did not begin
            phase = "reported" if needs_confirmation else "done"
        elif word == "completion_confirmed":
            only_from("reported")
            phase = "done"
        elif word in ("completion_rejected", "reopened", "resumed"):
            only_from(
                {"completion_rejected": "reported", "reopened": "done", "resumed": "suspended"}[
                    word
                ]
            )
            phase = "open"
            finished_on = None
            if own_due_on is not None:
                due_on = own_due_on
                due_dates_set.append((effective(line), due_on))
        elif word == "suspended":
            only_from("open")
            phase = "suspended"
        elif word == "transferred":
            only_from(*not_out)
            unit = line["to_unit"]
        elif word in ("withdrawn", "return_accepted"):
            only_from(*not_out)
            phase = "out"
            finished_on = None
            out_word = word
            out_on = effective(line)
        else:
            raise NotAllowed(line["type"])  # a second `assigned`, or no word at all

    return {
        "phase": phase,
        "begun": begun,
        "unit": unit,
        "due_on": due_on,
        "due_dates_set": due_dates_set,
        "finished_on": finished_on,
        "out_word": out_word,
        "out_on": out_on,
    }


def step_4(state: dict[str, Any], as_of: date) -> dict[str, Any]:
    """The class, and the deadline and completion day that it was judged by."""
    phase = state["phase"]
    if phase in ("out", "suspended"):
        return {"class": phase, "due_on": state["due_on"], "completed_on": None}
    if phase == "open":
        due_on = state["due_on"]
        if due_on is None:
            name = "open_no_deadline"
        elif as_of <= due_on:
            name = "open_in_time"
        else:
            name = "open_overdue"
        return {"class": name, "due_on": due_on, "completed_on": None}
    finished_on = state["finished_on"]
    in_force = [due_on for set_on, due_on in state["due_dates_set"] if set_on <= finished_on]
    due_on = in_force[-1]
    if phase == "reported":
        in_time, late, none = "await_in_time", "await_late", "await_no_deadline"
    else:
        in_time, late, none = "done_on_time", "done_late", "done_no_deadline"
    if due_on is None:
        name = none
    elif finished_on <= due_on:
        name = in_time
    else:
        name = late
    return {"class": name, "due_on": due_on, "completed_on": finished_on}


def state_of(
    lines: list[Line], kind: str, ref: str, as_of: date, known_at: datetime | None
) -> dict[str, Any] | None:
    events = step_2(step_1(stream(lines, kind, ref), known_at), as_of)
    if not events:
        return None
    state = step_3(events)
    return {**state, **step_4(state, as_of)}


def facts_of(
    lines: list[Line], kind: str, ref: str, as_of: date, known_at: datetime | None
) -> dict[str, Any] | None:
    """Unit, class, due_on and completed_on of an item; None when it is not counted."""
    if kind == "target":
        return _target_facts(lines, ref, as_of, known_at)
    state = state_of(lines, kind, ref, as_of, known_at)
    if state is None:
        return None
    return {name: state[name] for name in ("unit", "class", "due_on", "completed_on")}


def begun_at(
    lines: list[Line], kind: str, ref: str, as_of: date, known_at: datetime | None
) -> bool:
    """Whether an open item is "đang thực hiện" rather than "chưa thực hiện"."""
    if kind == "target":
        return False
    state = state_of(lines, kind, ref, as_of, known_at)
    return state is not None and state["phase"] == "open" and state["begun"]


def class_of(
    lines: list[Line], kind: str, ref: str, as_of: date, known_at: datetime | None
) -> str | None:
    facts = facts_of(lines, kind, ref, as_of, known_at)
    return None if facts is None else facts["class"]


def _target_facts(
    lines: list[Line], ref: str, as_of: date, known_at: datetime | None
) -> dict[str, Any] | None:
    """The last assessment with effective date <= C."""
    events = step_2(known(stream(lines, "target", ref), known_at), as_of)
    if not events:
        return None
    name = "not_assessed"
    for line in events:
        if word_of(line) == "assessed":
            name = line["state"]
    unit = next(line["unit"] for line in events if word_of(line) == "set")
    return {"unit": unit, "class": name, "due_on": None, "completed_on": None}


# --- the tree of units on a day ------------------------------------------------------------------


def parents_on(lines: list[Line], as_of: date, known_at: datetime | None) -> dict[str, str | None]:
    """The units present on the day, each with its parent."""
    until = in_effective_order(
        [
            line
            for line in known(lines, known_at)
            if kind_of(line) == "unit" and effective(line) <= as_of
        ]
    )
    established = {line["code"] for line in until if word_of(line) == "established"}
    gone = {line["code"] for line in until if word_of(line) in ("merged", "dissolved")}
    parents: dict[str, str | None] = {}
    for line in until:
        if word_of(line) in ("established", "moved"):
            parents[line["code"]] = line["parent"]
    return {code: parents[code] for code in established - gone}


def units_below(lines: list[Line], code: str, as_of: date, known_at: datetime | None) -> set[str]:
    """The unit and all below it on the day; nothing when it is not there on the day."""
    parents = parents_on(lines, as_of, known_at)
    if code not in parents:
        return set()
    found = {code}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found
        found |= more


def _refuse_a_code_never_known(lines: list[Line], unit: str | None) -> None:
    if unit is None:
        return
    if not any(line["type"] == "unit.established" and line["code"] == unit for line in lines):
        raise UnknownUnit(unit)


# --- the items behind every number ---------------------------------------------------------------


def all_items(lines: list[Line], kind: str | None) -> list[Line]:
    """The first line of every item of the kind (without a kind: of the three that complete)."""
    firsts = []
    for line in lines:
        of_kind = kind_of(line) in ITEM_KINDS if kind is None else kind_of(line) == kind
        if of_kind and kind_of(line) != "unit" and word_of(line) in ("assigned", "set"):
            firsts.append(line)
    return firsts


def _counted(
    lines: list[Line],
    as_of: date,
    known_at: datetime | None,
    unit: str | None,
    kind: str | None,
    issuer_level: str | None,
) -> list[tuple[Line, dict[str, Any]]]:
    """The counted items that pass the filters: first line and facts."""
    _refuse_a_code_never_known(lines, unit)
    below = None if unit is None else units_below(lines, unit, as_of, known_at)
    result = []
    for first in all_items(lines, kind):
        facts = facts_of(lines, kind_of(first), first["ref"], as_of, known_at)
        if facts is None:
            continue
        if below is not None and facts["unit"] not in below:
            continue
        if issuer_level is not None and first.get("issuer_level") != issuer_level:
            continue
        result.append((first, facts))
    return result


def _dimension(name: str, first: Line, facts: dict[str, Any]) -> str | None:
    if name == "kind":
        return kind_of(first)
    if name == "unit":
        return facts["unit"]
    return first.get(name)


def counts(
    lines: list[Line],
    as_of: date,
    known_at: datetime | None,
    *,
    unit: str | None = None,
    kind: str | None = None,
    issuer_level: str | None = None,
    by: tuple[str, ...] = (),
) -> dict[str, Any]:
    for name in by:
        if name not in DIMENSIONS:
            raise ValueError(name)
    groups: dict[tuple[str | None, ...], dict[str, int]] = {}
    if not by:
        groups[()] = {}
    total = out = 0
    for first, facts in _counted(lines, as_of, known_at, unit, kind, issuer_level):
        group = groups.setdefault(tuple(_dimension(name, first, facts) for name in by), {})
        group[facts["class"]] = group.get(facts["class"], 0) + 1
        if facts["class"] == "out":
            out += 1
        else:
            total += 1

    def none_first(values: tuple[str | None, ...]) -> list[tuple[bool, str]]:
        return [(value is not None, value or "") for value in values]

    return {
        "total": total,
        "out": out,
        "groups": [
            {**dict(zip(by, values, strict=True)), "counts": groups[values]}
            for values in sorted(groups, key=none_first)
        ],
    }


def items(
    lines: list[Line],
    as_of: date,
    known_at: datetime | None,
    *,
    unit: str | None = None,
    kind: str | None = None,
    issuer_level: str | None = None,
    class_: str | None = None,
) -> list[dict[str, Any]]:
    rows = []
    for first, facts in _counted(lines, as_of, known_at, unit, kind, issuer_level):
        if class_ is not None and facts["class"] != class_:
            continue
        rows.append(
            {
                "kind": kind_of(first),
                "ref": first["ref"],
                "unit": facts["unit"],
                "class": facts["class"],
                "due_on": _iso(facts["due_on"]),
                "completed_on": _iso(facts["completed_on"]),
                "title": first["title"],
            }
        )
    return sorted(rows, key=lambda row: (row["kind"], row["ref"]))


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


# --- flows of a period [S, C] --------------------------------------------------------------------


def flows(
    lines: list[Line],
    start: date,
    end: date,
    known_at: datetime | None,
    *,
    unit: str | None = None,
    kind: str | None = None,
    issuer_level: str | None = None,
) -> dict[str, Any]:
    """carried_in + new + reopened + transferred_in = closed + out + left (not checked here)."""
    _refuse_a_code_never_known(lines, unit)
    if kind == "target" or start > end:
        raise ValueError("flows are of items that complete, from a day to no earlier day")
    result: dict[str, Any] = {
        "carried_in": 0,
        "new": 0,
        "reopened": 0,
        "closed": {"on_time": 0, "late": 0, "no_deadline": 0},
        "out": {"withdrawn": 0, "returned": 0, "transferred": 0},
        "transferred_in": 0,
        "left": 0,
    }
    eve = start - ONE_DAY
    period = [start + n * ONE_DAY for n in range((end - start).days + 1)]
    below = {
        on: None if unit is None else units_below(lines, unit, on, known_at)
        for on in [eve, *period]
    }
    for first in all_items(known(lines, known_at), kind):
        if issuer_level is not None and first.get("issuer_level") != issuer_level:
            continue
        states = {
            on: state_of(lines, kind_of(first), first["ref"], on, known_at) for on in [eve, *period]
        }

        def inside(on: date, states: dict[date, Any] = states) -> bool:
            """In on day d: the item's unit that day is the unit asked for or below it."""
            return states[on] is not None and (below[on] is None or states[on]["unit"] in below[on])

        def active(on: date, states: dict[date, Any] = states) -> bool:
            return states[on] is not None and states[on]["class"] in ACTIVE

        def done(on: date, states: dict[date, Any] = states) -> bool:
            return states[on] is not None and states[on]["class"] in DONE

        assigned_on = effective(first)
        in_period = start <= assigned_on <= end
        active_inside_some_day = any(active(on) and inside(on) for on in period)

        if active(eve) and inside(eve):
            group = "carried_in"
        elif in_period and inside(assigned_on):
            group = "new"
        elif done(eve) and inside(eve) and active_inside_some_day:
            group = "reopened"
        elif (assigned_on < start or in_period) and active_inside_some_day:
            group = "transferred_in"
        else:
            continue
        result[group] += 1

        at_end = states[end]
        if at_end["class"] == "out":
            if not inside(at_end["out_on"]):
                result["out"]["transferred"] += 1
            elif at_end["out_word"] == "withdrawn":
                result["out"]["withdrawn"] += 1
            else:
                result["out"]["returned"] += 1
        elif not inside(end):
            result["out"]["transferred"] += 1
        elif done(end):
            result["closed"][at_end["class"].removeprefix("done_")] += 1
        else:
            result["left"] += 1
    return result


# --- what two known-at times make of one day -----------------------------------------------------


def changes(
    lines: list[Line],
    as_of: date,
    t1: datetime | None,
    t2: datetime | None,
    *,
    unit: str | None = None,
    kind: str | None = None,
    issuer_level: str | None = None,
) -> set[tuple[str, str, str | None, str | None]]:
    """(kind, ref, class known at t1, class known at t2) where the two differ.

    Under a unit filter an item outside it has no class at that known-at time, as in `counts`.
    """
    before, after = (
        {
            (kind_of(first), first["ref"]): facts["class"]
            for first, facts in _counted(lines, as_of, at, unit, kind, issuer_level)
        }
        for at in (t1, t2)
    )
    return {
        (*key, before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }


# --- section 2, step 5: what is accepted ---------------------------------------------------------

_ANY = ("source", "effective_on", "recorded_at", "actor", "reason", "note", "attachments")
_ENUMERATED = {
    "level": ("central", "province", "district", "commune", "office", "person"),
    "area": (
        "institutions",
        "procedures",
        "organisation",
        "civil_service",
        "public_finance",
        "digital_government",
        "direction",
    ),
    "issuer_level": ("government", "province", "district", "commune", "party", "own"),
    "category": (
        "recover",
        "deduct",
        "discipline",
        "correct_document",
        "correct_practice",
        "transfer_case",
    ),
    "state": TARGET_STATES,
}
# type -> (fields it must have, fields it may have), besides the common ones
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unit.established": (("code", "name", "level", "parent"), ()),
    "unit.renamed": (("code", "name"), ()),
    "unit.moved": (("code", "parent"), ()),
    "unit.merged": (("code", "into"), ()),
    "unit.dissolved": (("code",), ()),
    "plan_task.assigned": (
        ("ref", "unit", "title", "due_on", "plan", "area"),
        ("needs_confirmation", "product", "coordinators", "deadline_text"),
    ),
    "directive.assigned": (
        ("ref", "unit", "title", "due_on", "issuer", "issuer_level"),
        (
            "needs_confirmation",
            "dispatch",
            "parent_ref",
            "urgency",
            "coordinators",
            "monitor",
            "deadline_text",
        ),
    ),
    "finding.assigned": (
        (
            "ref",
            "unit",
            "title",
            "due_on",
            "conclusion",
            "inspector",
            "category",
            "amount_required",
        ),
        ("needs_confirmation",),
    ),
    "finding.payment_recorded": (("ref", "amount", "voucher"), ()),
    "target.set": (("ref", "unit", "title", "plan", "goal", "measure"), ()),
    "target.assessed": (("ref", "state"), ("numerator", "denominator", "evidence")),
}
for _kind in ITEM_KINDS:
    for _word in (*WITH_EFFECT, *WITHOUT_EFFECT, "deadline_corrected", "voided"):
        if _word == "payment_recorded":
            continue
        _spelt = _word
        if _kind == "finding":
            _spelt = {theirs: own for own, theirs in FINDING_WORDS.items()}.get(_word, _word)
        if _word in ("deadline_extended", "deadline_corrected"):
            _fields = (("ref", "due_on"), ())
        elif _word in CARRY_A_DEADLINE:
            _fields = (("ref",), ("due_on",))
        elif _word == "transferred":
            _fields = (("ref", "to_unit"), ())
        elif _word == "voided":
            _fields = (("ref", "event_no"), ())
        else:
            _fields = (("ref",), ())
        FIELDS[f"{_kind}.{_spelt}"] = _fields


def malformed(line: Line) -> str | None:
    if line.get("type") not in FIELDS:
        return "unknown type"
    must, may = FIELDS[line["type"]]
    for name in (*must, "effective_on", "recorded_at", "actor"):
        if name not in line:
            return f"{name} is missing"
    for name in line:
        if name not in ("type", *must, *may, *_ANY):
            return f"{name} does not belong here"
    for name, allowed in _ENUMERATED.items():
        if name in line and line[name] not in allowed:
            return f"{name} is none of the allowed words"
    if recorded(line).tzinfo is None:
        return "recorded_at has no offset"
    if word_of(line) in ("deadline_extended", "deadline_corrected") and line["due_on"] is None:
        return "due_on is missing"
    return None


def accepts(lines_so_far: list[Line], line: Line, *, careful: bool = False) -> str | None:
    """None when the line is accepted after these, else a short reason.

    `careful` also refuses what the contract leaves open (`started` outside the open phase; a cycle
    that only closes through a unit no longer there), so that what passes is accepted under either
    reading.
    """
    reason = malformed(line)
    if reason is not None:
        return reason
    if lines_so_far and recorded(line) < recorded(lines_so_far[-1]):
        return "recorded before the line above it"
    if kind_of(line) == "unit":
        units = [other for other in lines_so_far if kind_of(other) == "unit"]
        return accepts_unit(units, line, careful=careful)
    codes = {other["code"] for other in lines_so_far if other["type"] == "unit.established"}
    named = [line.get("unit"), line.get("to_unit"), *line.get("coordinators", ())]
    for code in named:
        if code is not None and code not in codes:
            return f"unknown unit {code}"
    if line.get("parent_ref") is not None and not stream(
        lines_so_far, "directive", line["parent_ref"]
    ):
        return "unknown parent"
    return accepts_item(stream(lines_so_far, kind_of(line), line["ref"]), line, careful=careful)


def accepts_item(item: list[Line], line: Line, *, careful: bool = False) -> str | None:
    """`item` is the item's stream so far. With the line added, the whole must be valid."""
    whole = [*item, line]
    first = whole[0]
    if word_of(first) not in ("assigned", "set"):
        return "the first event is not an assignment"
    for event in whole[1:]:
        if word_of(event) in ("assigned", "set"):
            return "the reference is taken"
        if effective(event) < effective(first):
            return "dated before the assignment"
    for event in whole:
        if effective(event) > recorded(event).astimezone(HANOI).date():
            return "dated after the day on which it is recorded"
        if event.get("due_on") is not None and day(event["due_on"]) < effective(first):
            return "a deadline before the assignment"
    if kind_of(line) == "target":
        return None
    reason = _bad_void(whole)
    if reason is not None:
        return reason
    try:
        step_3(step_2(step_1(whole, None), date.max), careful=careful)
    except NotAllowed as refusal:
        return str(refusal)
    return None


def _bad_void(whole: list[Line]) -> str | None:
    dropped: set[int] = set()
    for number, event in enumerate(whole, start=1):
        if word_of(event) != "voided":
            continue
        named = event["event_no"]
        if not 1 <= named < number:
            return "voids no event recorded before it"
        if named == 1:
            return "voids the assignment"
        if word_of(whole[named - 1]) == "voided":
            return "voids a void"
        if named in dropped:
            return "voids what is void already"
        dropped.add(named)
    return None


def accepts_unit(unit_lines: list[Line], line: Line, *, careful: bool = False) -> str | None:
    """`unit_lines` are all lines of all units so far."""
    codes = {other["code"] for other in unit_lines if word_of(other) == "established"}
    code = line["code"]
    if word_of(line) == "established":
        if code in codes:
            return "the code is taken"
    elif code not in codes:
        return "unknown unit"
    for name in ("parent", "into"):
        other = line.get(name)
        if other is not None and other == code:
            return f"{name} is the unit itself"
        if other is not None and other not in codes:
            return f"unknown unit {other}"
    whole = [*unit_lines, line]
    of_this_unit = in_effective_order([other for other in whole if other["code"] == code])
    if word_of(of_this_unit[0]) != "established":
        return "dated before the unit was established"
    for other in of_this_unit[:-1]:
        if word_of(other) in ("merged", "dissolved"):
            return "stands after the unit's end"
    if word_of(line) in ("established", "moved"):
        in_tree = whole
        if careful:
            in_tree = [other for other in whole if word_of(other) not in ("merged", "dissolved")]
        for on in sorted({effective(other) for other in whole}):
            if _has_cycle(parents_on(in_tree, on, None)):
                return f"a cycle on {on}"
    return None


def _has_cycle(parents: dict[str, str | None]) -> bool:
    for code, parent in parents.items():
        seen = {code}
        above = parent
        while above is not None and above in parents:
            if above in seen:
                return True
            seen.add(above)
            above = parents[above]
    return False
