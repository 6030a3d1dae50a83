"""The bodies of commands: the shapes of the events that they record, as far as callers say them.

One definition (tracker/entry/lines.py) serves history files, commands and HTTP alike. What the
server knows itself (the type, the recorded time, the actor) and what the address says (the
reference, the code) is left out.
"""

import copy
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from tracker.entry import lines
from tracker.entry.fields import LongText, Name, Shape, Source

_KNOWN: Final = frozenset({"type", "recorded_at", "actor"})
_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "effective_on": "The day on which it happened, where the offices are.",
    "reason": "Why.",
    "note": "What else should be known.",
    "source": "The document that it rests on.",
    "attachments": "Evidence files by their SHA-256 (see `/evidence`), or names of papers.",
    "ref": "The office's own reference; unique within the kind.",
    "code": "The code; it stays what it is for ever.",
    "unit": "The code of the unit that leads.",
    "due_on": "The deadline; null: none.",
    "deadline_text": "The words in which the deadline was given.",
    "deadline_rule": "How a deadline that is a period was counted (see `/deadline`).",
    "needs_confirmation": "Whether the assigner confirms a completion before it counts as one.",
    "coordinators": "Codes of units that help.",
    "amount": "Whole đồng.",
    "amount_required": "Whole đồng to be paid back; null: none.",
    "to_unit": "The code of the unit that leads from then on.",
    "event_no": "The place of the wrong event in the item's stream, from 1.",
    "parent": "The code of the unit above; null: a root.",
    "into": "The code of the unit that it becomes part of.",
    "successor": "The code of the unit that takes its work over.",
    "successors": "Codes of the units that it is divided into; the first keeps the records.",
    "base": "The calendar that it rests on; absent: the national one, null: none.",
    "years": "Years that are complete with these days: nothing is proposed for them any more.",
}


def _told(name: str, field: FieldInfo, about: Mapping[str, str]) -> tuple[Any, FieldInfo]:
    told = copy.copy(field)
    told.description = about.get(name, _DESCRIPTIONS.get(name))
    return field.annotation, told


def _body(
    line: type[lines.Line],
    *leaving: str,
    also: Mapping[str, tuple[Any, Any]] | None = None,
    about: Mapping[str, str] | None = None,
) -> type[Shape]:
    """A body that says what the event says, but for what is left out."""
    out = _KNOWN | set(leaving)
    fields: dict[str, Any] = {
        name: _told(name, field, about or {})
        for name, field in line.model_fields.items()
        if name not in out
    }
    fields.update(also or {})
    said = (line.__doc__ or "").partition(";")[0].rstrip(".")
    return create_model(f"{line.__name__}Body", __base__=Shape, __doc__=f"{said}.", **fields)


class HandedItem(Shape):
    """An item that goes elsewhere than the others."""

    kind: Literal["plan_task", "directive", "finding"]
    ref: Name
    unit: Annotated[Name, Field(description="The code of the unit that leads it from then on.")]


_Items = Annotated[
    list[HandedItem] | None,
    Field(max_length=10_000, description="Open items that do not go where the others go."),
]
_ChildrenTo = Annotated[
    Name | None, Field(description="The code of the unit below which those below it move.")
]
_ENDING: Final[Mapping[str, tuple[Any, Any]]] = {
    "children_to": (_ChildrenTo, None),
    "items": (_Items, None),
}


class HandOverBody(Shape):
    """What an ended unit still leads is transferred on the day of its end, or later."""

    to: Annotated[
        Name | None, Field(description="The code of the unit that takes over; absent: the heir.")
    ] = None
    items: _Items = None
    reason: Annotated[LongText | None, Field(description=_DESCRIPTIONS["reason"])] = None
    note: Annotated[LongText | None, Field(description=_DESCRIPTIONS["note"])] = None
    source: Annotated[Source | None, Field(description=_DESCRIPTIONS["source"])] = None


PLAN_TASK_ASSIGNED: Final = _body(lines.PlanTaskAssigned)
DIRECTIVE_ASSIGNED: Final = _body(lines.DirectiveAssigned)
FINDING_ASSIGNED: Final = _body(lines.FindingAssigned)
ITEM_HAPPENED: Final = _body(lines.ItemHappened, "ref")
# Why a calendar moved a deadline is for the calendar to say.
DUE_SET: Final = _body(lines.DueSet, "ref", "cause", about={"due_on": "The deadline from now on."})
DUE_CORRECTED: Final = _body(lines.DueCorrected, "ref")
DUE_MAYBE_SET: Final = _body(
    lines.DueMaybeSet, "ref", about={"due_on": "The new deadline; absent: it stays."}
)
TRANSFERRED: Final = _body(lines.Transferred, "ref")
PAYMENT_RECORDED: Final = _body(lines.PaymentRecorded, "ref")
VOIDED: Final = _body(lines.Voided, "ref")
TARGET_SET: Final = _body(lines.TargetSet)
TARGET_ASSESSED: Final = _body(lines.TargetAssessed, "ref")
UNIT_ESTABLISHED: Final = _body(lines.UnitEstablished)
UNIT_RENAMED: Final = _body(lines.UnitRenamed, "code")
UNIT_MOVED: Final = _body(lines.UnitMoved, "code")
UNIT_MERGED: Final = _body(lines.UnitMerged, "code", also=_ENDING)
UNIT_SPLIT: Final = _body(lines.UnitSplit, "code", also=_ENDING)
UNIT_ENDED: Final = _body(lines.UnitEnded, "code", also=_ENDING)
HANDED_OVER: Final = HandOverBody
CALENDAR_ESTABLISHED: Final = _body(
    lines.CalendarEstablished, about={"unit": "The code of the unit for which it rules, if any."}
)
DAYS_ADOPTED: Final = _body(lines.CalendarDaysAdopted, "code")

ALL: Final[tuple[type[Shape], ...]] = (
    PLAN_TASK_ASSIGNED,
    DIRECTIVE_ASSIGNED,
    FINDING_ASSIGNED,
    ITEM_HAPPENED,
    DUE_SET,
    DUE_CORRECTED,
    DUE_MAYBE_SET,
    TRANSFERRED,
    PAYMENT_RECORDED,
    VOIDED,
    TARGET_SET,
    TARGET_ASSESSED,
    UNIT_ESTABLISHED,
    UNIT_RENAMED,
    UNIT_MOVED,
    UNIT_MERGED,
    UNIT_SPLIT,
    UNIT_ENDED,
    HANDED_OVER,
    CALENDAR_ESTABLISHED,
    DAYS_ADOPTED,
)
