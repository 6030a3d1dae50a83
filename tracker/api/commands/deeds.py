"""Every command that is given over HTTP: its address, its body, and the act that it is.

The one table: routes are made of it, rights are judged by it, docs/rights.md is tested by it.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from tracker.api.commands import bodies
from tracker.commands import calendars, items, reorganising, targets, units
from tracker.entry.fields import Shape
from tracker.fold.words import COMPLETED_KINDS, Kind
from tracker.rights.words import Act


class Deed(NamedTuple):
    """A command, and who may give it."""

    act: Act
    command: type[Any]
    body: type[Shape]
    said: Mapping[str, Any]
    """What a body may say beside the day, for whoever reads the description."""
    reaches: tuple[str, ...] = ()
    """Fields of the body that name further units for which the act must be allowed."""
    is_whole_without: str | None = None
    """The field without which it concerns no unit but the whole installation."""
    own: Act | None = None
    """What is enough where the caller himself recorded what this puts right."""
    kinds: tuple[Kind, ...] = COMPLETED_KINDS

    @property
    def example(self) -> dict[str, Any]:
        """A whole body that has the right shape."""
        is_dated = "effective_on" in self.body.model_fields
        return {**({"effective_on": "2024-03-08"} if is_dated else {}), **self.said}


_FINDING: Final = (Kind.FINDING,)
_PLAIN: Final = {"note": "Theo Báo cáo số 12/BC-UBND"}
_REASON: Final = {"reason": "Chờ ý kiến của cơ quan cấp trên"}
_NEW_DAY: Final = {"due_on": "2024-04-15", "reason": "Chờ kết luận thanh tra lại"}
_REPORTED: Final = Deed(Act.LOG, items.ReportCompletion, bodies.ITEM_HAPPENED, _PLAIN)
_CONFIRMED: Final = Deed(Act.DECIDE, items.ConfirmCompletion, bodies.ITEM_HAPPENED, _PLAIN)
_REJECTED: Final = Deed(Act.DECIDE, items.RejectCompletion, bodies.DUE_MAYBE_SET, _NEW_DAY)

ON_ITEM: Final[Mapping[str, Deed]] = {
    "start": Deed(Act.LOG, items.Start, bodies.ITEM_HAPPENED, _PLAIN),
    "note-progress": Deed(Act.LOG, items.NoteProgress, bodies.ITEM_HAPPENED, _PLAIN),
    "record-payment": Deed(
        Act.LOG,
        items.RecordPayment,
        bodies.PAYMENT_RECORDED,
        {"amount": 16_424_380, "voucher": "Giấy nộp tiền ngày 07/5/2024"},
        kinds=_FINDING,
    ),
    "request-extension": Deed(Act.LOG, items.RequestExtension, bodies.ITEM_HAPPENED, _REASON),
    "refuse-extension": Deed(Act.DECIDE, items.RefuseExtension, bodies.ITEM_HAPPENED, _REASON),
    "extend-deadline": Deed(Act.DECIDE, items.ExtendDeadline, bodies.DUE_SET, _NEW_DAY),
    "correct-deadline": Deed(
        Act.DECIDE,
        items.CorrectDeadline,
        bodies.DUE_CORRECTED,
        {"due_on": "2024-03-25", "reason": "Nhập nhầm ngày"},
        own=Act.REGISTER,
    ),
    "report-completion": _REPORTED,
    "confirm-completion": _CONFIRMED,
    "reject-completion": _REJECTED,
    # A finding calls these three by words of its own (end of contract.md section 2).
    "report-remediation": _REPORTED._replace(kinds=_FINDING),
    "confirm-remediation": _CONFIRMED._replace(kinds=_FINDING),
    "reject-remediation": _REJECTED._replace(kinds=_FINDING),
    "suspend": Deed(Act.DECIDE, items.Suspend, bodies.ITEM_HAPPENED, _REASON),
    "resume": Deed(Act.DECIDE, items.Resume, bodies.DUE_MAYBE_SET, _NEW_DAY),
    "reopen": Deed(Act.DECIDE, items.Reopen, bodies.DUE_MAYBE_SET, _NEW_DAY),
    "transfer": Deed(
        Act.DECIDE,
        items.Transfer,
        bodies.TRANSFERRED,
        {"to_unit": "H57.31", "reason": "Giao nhầm đơn vị"},
        reaches=("to_unit",),
    ),
    "request-return": Deed(Act.LOG, items.RequestReturn, bodies.ITEM_HAPPENED, _REASON),
    "refuse-return": Deed(Act.DECIDE, items.RefuseReturn, bodies.ITEM_HAPPENED, _REASON),
    "accept-return": Deed(Act.DECIDE, items.AcceptReturn, bodies.ITEM_HAPPENED, _REASON),
    "withdraw": Deed(Act.DECIDE, items.Withdraw, bodies.ITEM_HAPPENED, _REASON),
    "urge": Deed(Act.URGE, items.Urge, bodies.ITEM_HAPPENED, _PLAIN),
    "void": Deed(
        Act.DECIDE,
        items.VoidEvent,
        bodies.VOIDED,
        {"event_no": 2, "reason": "Ghi nhầm mục"},
        own=Act.LOG,
    ),
}
"""Commands on an item that is there: ``POST /items/{kind}/{ref}/<name>``."""

_GIVEN: Final = {
    "ref": "HH-2024-NV99",
    "unit": "H57.31.05.01",
    "title": "Rà soát chữ ký số của cán bộ, công chức",
    "due_on": "2024-03-15",
}
ASSIGN: Final[Mapping[Kind, Deed]] = {
    Kind.PLAN_TASK: Deed(
        Act.REGISTER,
        items.Assign,
        bodies.PLAN_TASK_ASSIGNED,
        {**_GIVEN, "plan": "07/QĐ-UBND", "area": "procedures"},
        reaches=("unit",),
        kinds=(Kind.PLAN_TASK,),
    ),
    Kind.DIRECTIVE: Deed(
        Act.REGISTER,
        items.Assign,
        bodies.DIRECTIVE_ASSIGNED,
        {**_GIVEN, "issuer": "UBND tỉnh Thừa Thiên Huế", "issuer_level": "province"},
        reaches=("unit",),
        kinds=(Kind.DIRECTIVE,),
    ),
    Kind.FINDING: Deed(
        Act.REGISTER,
        items.Assign,
        bodies.FINDING_ASSIGNED,
        {
            **_GIVEN,
            "conclusion": "08/KL-TTr",
            "inspector": "Thanh tra Sở Xây dựng",
            "category": "recover",
            "amount_required": 16_424_380,
        },
        reaches=("unit",),
        kinds=_FINDING,
    ),
}
"""``POST /items/<kind>``."""

_TARGET: Final = (Kind.TARGET,)
SET_TARGET: Final = Deed(
    Act.REGISTER,
    targets.SetTarget,
    bodies.TARGET_SET,
    {
        "ref": "HH-2024-CT99",
        "unit": "H57.31.05",
        "title": "Tỷ lệ hồ sơ giải quyết trước và đúng hạn",
        "plan": "326/KH-UBND",
        "goal": ">= 95%",
        "measure": "ratio",
    },
    reaches=("unit",),
    kinds=_TARGET,
)
"""``POST /items/target``."""
ASSESS_TARGET: Final = Deed(
    Act.REGISTER,
    targets.AssessTarget,
    bodies.TARGET_ASSESSED,
    {"state": "met", "numerator": 5340, "denominator": 5353},
    kinds=_TARGET,
)
"""``POST /items/target/{ref}/assess``."""

ESTABLISH_UNIT: Final = Deed(
    Act.RUN_UNITS,
    units.EstablishUnit,
    bodies.UNIT_ESTABLISHED,
    {"code": "H57.31.99", "name": "Phòng Nội vụ", "level": "office", "parent": "H57.31"},
    reaches=("parent",),
    is_whole_without="parent",
)
"""``POST /units``; above a root there is nothing, so one needs the whole installation."""
CHANGE_UNIT: Final[Mapping[str, Deed]] = {
    "rename": Deed(Act.RUN_UNITS, units.RenameUnit, bodies.UNIT_RENAMED, {"name": "Phòng Nội vụ"}),
    "move": Deed(
        Act.RUN_UNITS,
        units.MoveUnit,
        bodies.UNIT_MOVED,
        {"parent": "H57"},
        reaches=("parent",),
        is_whole_without="parent",
    ),
}
"""``POST /units/{code}/<name>`` of one unit alone."""
END_UNIT: Final[Mapping[str, Deed]] = {
    "merge": Deed(
        Act.RUN_UNITS,
        units.MergeUnit,
        bodies.UNIT_MERGED,
        {"into": "H57.31.05", "source": {"number": "1675/NQ-UBTVQH15"}},
        reaches=("into", "children_to"),
    ),
    "split": Deed(
        Act.RUN_UNITS,
        units.SplitUnit,
        bodies.UNIT_SPLIT,
        {"successors": ["H57.31.05", "H57.31.06"], "children_to": "H57.31.05"},
        reaches=("successors", "children_to"),
    ),
    "dissolve": Deed(
        Act.RUN_UNITS,
        units.DissolveUnit,
        bodies.UNIT_ENDED,
        {"successor": "H57.31"},
        reaches=("successor", "children_to"),
    ),
}
"""``POST /units/{code}/<name>``, and ``/preview`` of each: the unit ends, its items go on."""
HAND_OVER: Final = Deed(
    Act.RUN_UNITS,
    reorganising.HandOver,
    bodies.HANDED_OVER,
    {"to": "H57.31"},
    reaches=("to",),
)
"""``POST /units/{code}/hand-over``, and its preview."""

ESTABLISH_CALENDAR: Final = Deed(
    Act.RUN_CALENDARS,
    calendars.EstablishCalendar,
    bodies.CALENDAR_ESTABLISHED,
    {"code": "H57", "name": "Lịch làm việc của tỉnh", "unit": "H57"},
    reaches=("unit",),
    is_whole_without="unit",
)
"""``POST /calendars``; one for no unit needs the whole installation."""
ADOPT_DAYS: Final = Deed(
    Act.RUN_CALENDARS,
    calendars.AdoptDays,
    bodies.DAYS_ADOPTED,
    {
        "days": [{"day": "2024-04-29", "kind": "swapped_off", "name": "Nghỉ hoán đổi"}],
        "source": {"issuer": "Văn phòng Chính phủ", "number": "2450/VPCP-KGVX"},
    },
)
"""``POST /calendars/{code}/adopt-days``, and its preview."""

DEEDS: Final[Mapping[str, Deed]] = {
    **{f"/items/{kind}": deed for kind, deed in ASSIGN.items()},
    "/items/target": SET_TARGET,
    **{f"/items/{{kind}}/{{ref}}/{name}": deed for name, deed in ON_ITEM.items()},
    "/items/target/{ref}/assess": ASSESS_TARGET,
    "/units": ESTABLISH_UNIT,
    **{f"/units/{{code}}/{name}": deed for name, deed in CHANGE_UNIT.items()},
    **{f"/units/{{code}}/{name}": deed for name, deed in END_UNIT.items()},
    "/units/{code}/hand-over": HAND_OVER,
    "/calendars": ESTABLISH_CALENDAR,
    "/calendars/{code}/adopt-days": ADOPT_DAYS,
}
"""All of them by their addresses below ``/api/v1``, as the OpenAPI document writes these."""
PREVIEWED: Final = (
    *(f"/units/{{code}}/{name}" for name in END_UNIT),
    "/units/{code}/hand-over",
    "/calendars/{code}/adopt-days",
)
"""Those that show first what they would do, at ``/preview`` below."""
