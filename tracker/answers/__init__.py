"""Answers in the JSON shapes of contract.md section 4, for the command line and HTTP alike."""

from datetime import date
from typing import Any

from tracker.aggregates.events import Happening, stored_fields
from tracker.days import show_moment
from tracker.fold.words import Kind
from tracker.reading.changes import Changes
from tracker.reading.counts import Counts
from tracker.reading.cut import Cut, Filters
from tracker.reading.flows import Flows
from tracker.reading.item import OneItem
from tracker.reading.items import Listed
from tracker.reading.series import Series
from tracker.reading.timeline import Timeline
from tracker.reading.verify import Verified


def cut_answer(cut: Cut) -> dict[str, Any]:
    """What every answer says of itself: its day and its known-at time."""
    return {"as_of": cut.as_of.isoformat(), "known_at": show_moment(cut.known_at)}


def through(answer: dict[str, Any], filters: Filters) -> dict[str, Any]:
    """An answer says by which tree it is when not its own day's, and to what it was limited."""
    if filters.tree_of is not None:
        answer = {**answer, "tree_of": filters.tree_of.isoformat()}
    if filters.is_limited:
        answer = {**answer, "limited_to": filters.unit}
    return answer


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def counts_answer(counts: Counts) -> dict[str, Any]:
    """``counts --format json``; money is added when findings are asked for."""
    answer = {
        **cut_answer(counts.cut),
        "total": counts.total,
        "out": counts.out,
        "groups": [{**group.dimensions, "counts": group.counts} for group in counts.groups],
    }
    if counts.money is not None:
        required, recovered = counts.money
        answer["money"] = {
            "required": required,
            "recovered": recovered,
            "remaining": required - recovered,
        }
    return answer


def item_answer(item: Listed) -> dict[str, Any]:
    """One line of ``items --format json``; money is added where a finding demands some."""
    answer: dict[str, Any] = {
        "kind": item.kind.value,
        "ref": item.ref,
        "unit": item.unit,
        "class": item.item_class.value,
        "due_on": _day(item.due_on),
        "completed_on": _day(item.completed_on),
        "title": item.title,
    }
    if item.kind is Kind.FINDING:
        answer["amount_required"] = item.amount_required
        answer["amount_recovered"] = item.amount_recovered
    return answer


def items_answer(cut: Cut, items: list[Listed]) -> dict[str, Any]:
    """``items --format json``."""
    return {**cut_answer(cut), "items": [item_answer(item) for item in items]}


def one_item_answer(cut: Cut, item: OneItem) -> dict[str, Any]:
    """One item at the cut; before its assignment it has no class."""
    standing = item.standing
    return {
        **cut_answer(cut),
        "kind": item.kind.value,
        "ref": item.ref,
        "title": item.title,
        "version": item.version,
        "unit": None if standing is None else standing.unit,
        "class": None if standing is None else standing.status.value,
        "due_on": None if standing is None else _day(standing.due_on),
        "completed_on": None if standing is None else _day(standing.completed_on),
    }


def flows_answer(flows: Flows) -> dict[str, Any]:
    """``flows --format json``."""
    return {
        "from": flows.start.isoformat(),
        "to": flows.cut.as_of.isoformat(),
        "known_at": show_moment(flows.cut.known_at),
        "carried_in": flows.carried_in,
        "new": flows.new,
        "reopened": flows.reopened,
        "closed": flows.closed._asdict(),
        "out": flows.out._asdict(),
        "transferred_in": flows.transferred_in,
        "left": flows.left,
    }


def series_answer(series: Series) -> dict[str, Any]:
    """``series --format json``; each step says what ``counts`` says of its day."""
    return {
        "from": series.start.isoformat(),
        "to": series.cut.as_of.isoformat(),
        "step": series.step.value,
        "known_at": show_moment(series.cut.known_at),
        "steps": [{**point._asdict(), "as_of": point.as_of.isoformat()} for point in series.points],
    }


def event_answer(event: Happening) -> dict[str, Any]:
    """One event with its place, both its times, and its own fields."""
    own = {
        field.name: _plain(value)
        for field in stored_fields(type(event))
        if field.name not in ("ref", "code", "command_id")
        and ((value := getattr(event, field.name)) is not None)
    }
    return {
        "no": event.originator_version,
        "type": event.TOPIC,
        "recorded_at": show_moment(event.recorded_at),
        **own,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def changes_answer(changes: Changes) -> dict[str, Any]:
    """``changes --format json``: the class at ``known_at``, then the one at ``against``."""
    return {
        **cut_answer(changes.cut),
        "against": show_moment(changes.against.known_at),
        "items": [
            {
                "kind": item.kind.value,
                "ref": item.ref,
                "unit": item.unit,
                "title": item.title,
                "before": None if item.before is None else item.before.value,
                "after": None if item.after is None else item.after.value,
                "events": [event_answer(event) for event in item.events],
            }
            for item in changes.items
        ],
    }


def timeline_answer(timeline: Timeline) -> dict[str, Any]:
    """``timeline --format json``."""
    return {
        "kind": timeline.kind.value,
        "ref": timeline.ref,
        "unit": timeline.unit,
        "title": timeline.title,
        "known_at": show_moment(timeline.known_at),
        "events": [
            {
                **event_answer(moment.event),
                "late_days": moment.late_days,
                "class_before": None if moment.before is None else moment.before.value,
                "class_after": None if moment.after is None else moment.after.value,
                "voided_by": moment.voided_by,
                "imported_from": moment.imported_from,
            }
            for moment in timeline.moments
        ],
    }


def verify_answer(verified: Verified) -> dict[str, Any]:
    """``verify --format json``."""
    return {
        **cut_answer(verified.cut),
        "compared": verified.compared,
        "parked": verified.parked,
        "differences": [
            {
                "ref": difference.ref,
                "by_events": _shown(difference.by_events),
                "by_read_model": _shown(difference.by_read_model),
            }
            for difference in verified.differences
        ],
    }


def _shown(shown: Any) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "unit": shown.unit,
        "class": shown.item_class.value,
        "begun": shown.begun,
        "due_on": _day(shown.due_on),
        "completed_on": _day(shown.completed_on),
    }
