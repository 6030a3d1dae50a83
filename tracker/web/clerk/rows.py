"""The lines of the page one works from: what the item is, how long there is, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from tracker.deadlines.arithmetic import working_days_between
from tracker.deadlines.calendar import WorkCalendar
from tracker.fold.words import ItemClass, Kind
from tracker.reading.items import Listed
from tracker.reading.my_work import Rejection, Section, Task
from tracker.web.frame.addresses import part
from tracker.web.frame.words import Words
from tracker.web.items.offering import Action, record_address
from tracker.web.items.wording import name_for

_NEAR: Final = 14
"""Days ahead for which the working days are told as well."""
_OPEN: Final = frozenset(
    {ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE, ItemClass.OPEN_NO_DEADLINE}
)


class Left(NamedTuple):
    """How long there is, in words."""

    told: str
    tone: str
    """``late``, ``soon``, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item."""

    item: Listed
    address: str
    whose: str | None
    """The code of who leads it below the unit of the page."""
    left: Left | None
    money_left: int | None
    """Whole đồng still to be recovered."""
    rejection: Rejection | None
    main: Action | None
    """What is most often recorded of it."""
    more: Sequence[Action]
    pick: str | None
    """How it is named to a form for several; None: it stands further up already."""


class Desk(NamedTuple):
    """Where the lines are told: for which unit, on which day, in whose words."""

    unit: str
    today: date
    calendar: WorkCalendar
    words: Words
    back: str
    """The address of the page, to come back to."""


def rows_of(desk: Desk, tasks: Mapping[Section, Sequence[Task]]) -> dict[Section, list[Row]]:
    """The lines of every section; an item can be picked where it stands first."""
    seen: set[int] = set()
    rows: dict[Section, list[Row]] = {}
    for section, found in tasks.items():
        rows[section] = [_row(desk, task, is_first=task.item.item_id not in seen) for task in found]
        seen.update(task.item.item_id for task in found)
    return rows


def _row(desk: Desk, task: Task, *, is_first: bool) -> Row:
    item = task.item
    is_open = item.item_class in _OPEN
    actions = _actions(desk, task) if is_open or item.kind is Kind.TARGET else []
    return Row(
        item=item,
        address=f"/items/{item.kind}/{part(item.ref)}",
        whose=None if item.unit == desk.unit else item.unit,
        left=_left(desk, task),
        money_left=_money_left(item),
        rejection=task.rejection,
        main=actions[0] if actions else None,
        more=actions[1:],
        pick=f"{item.kind}:{item.ref}" if is_open and is_first else None,
    )


def _left(desk: Desk, task: Task) -> Left | None:
    say, days = desk.words.say, task.days
    match task.item.item_class:
        case ItemClass.OPEN_OVERDUE if days is not None:
            return Left(say("my.late", days=desk.words.whole(-days)), "late")
        case ItemClass.OPEN_IN_TIME if days == 0:
            return Left(say("my.due_today"), "soon")
        case ItemClass.OPEN_IN_TIME if days is not None and task.item.due_on is not None:
            if days > _NEAR:
                return Left(say("my.left", days=desk.words.whole(days)), "")
            worked = working_days_between(desk.today, task.item.due_on, desk.calendar)
            return Left(say("my.left_working", days=days, working=worked), "soon")
    return None


def _money_left(item: Listed) -> int | None:
    if item.amount_required is None:
        return None
    return item.amount_required - (item.amount_recovered or 0)


def _actions(desk: Desk, task: Task) -> list[Action]:
    """What can be recorded, the likeliest first; whether it is accepted, its form finds out."""
    item = task.item
    if item.kind is Kind.TARGET:
        return [Action("assess", f"/record/target/{part(item.ref)}")]
    return [
        Action(name, record_address(name, item.kind, item.ref, back=desk.back))
        for name in _names(task)
    ]


def _names(task: Task) -> list[str]:
    item = task.item
    names = [name_for("report-completion", item.kind)]
    if item.kind is Kind.FINDING:
        # What is still to be paid is paid before anybody can say that all is done.
        names.insert(0 if _money_left(item) else 1, "record-payment")
    if not task.is_begun:
        names.append("start")
    names.append("note-progress")
    if item.due_on is not None:
        names.append("request-extension")
    return [*names, "request-return"]
