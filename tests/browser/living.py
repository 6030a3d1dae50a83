"""The last days before anybody opens a browser: something of every sort waits, was asked or undone.

The sample alone ends with everything confirmed; pages would show most of their parts empty.
"""

from datetime import date, datetime
from typing import Any

from tests.browser.people import CLERK, CONFIRMER, LEADER
from tests.support.scenario import Office
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.commands.items import (
    AcceptReturn,
    ExtendDeadline,
    NoteProgress,
    OnItem,
    RecordPayment,
    RejectCompletion,
    ReportCompletion,
    RequestExtension,
    RequestReturn,
    Start,
    Suspend,
    Urge,
    VoidEvent,
)
from tracker.days import LOCAL_ZONE
from tracker.fold.words import Kind

PAPER = {"issuer": "UBND xã Hương Hữu", "type": "BC", "number": "501/BC-UBND", "date": "2024-05-30"}
_DIRECTIVE, _TASK, _FINDING = Kind.DIRECTIVE, Kind.PLAN_TASK, Kind.FINDING
_DEEDS: tuple[tuple[type[OnItem], Kind, str, str, str, dict[str, Any]], ...] = (
    (ReportCompletion, _DIRECTIVE, "HH-H-009", "20/5", CLERK, {"source": PAPER}),
    (RejectCompletion, _DIRECTIVE, "HH-H-009", "24/5", CONFIRMER, {"reason": "Thiếu phụ lục"}),
    (Start, _DIRECTIVE, "HH-T-022", "20/5", CLERK, {}),
    (NoteProgress, _DIRECTIVE, "HH-T-022", "27/5", CLERK, {"note": "Đã xong 3/5 phần việc"}),
    (Start, _DIRECTIVE, "HH-T-022", "28/5", CLERK, {"note": "Ghi nhầm"}),
    (VoidEvent, _DIRECTIVE, "HH-T-022", "28/5", CLERK, {"event_no": 4, "reason": "Ghi trùng"}),
    (ReportCompletion, _DIRECTIVE, "HH-T-024", "30/5", CLERK, {"source": PAPER}),
    (ReportCompletion, _DIRECTIVE, "HH-T-023", "20/3", CLERK, {"source": PAPER}),
    (RequestExtension, _DIRECTIVE, "HH-T-025", "30/5", CLERK, {"reason": "Chờ hướng dẫn của tỉnh"}),
    (RequestReturn, _DIRECTIVE, "HH-H-006", "30/5", CLERK, {"reason": "Không thuộc chức năng"}),
    (Suspend, _DIRECTIVE, "HH-H-007", "29/5", CONFIRMER, {"reason": "Chờ ý kiến cấp trên"}),
    (Urge, _DIRECTIVE, "HH-H-008", "31/5", LEADER, {"note": "Đề nghị hoàn thành trong tuần"}),
    (RequestReturn, _TASK, "HH-2024-NV04", "28/5", CLERK, {"reason": "Giao nhầm đơn vị"}),
    (AcceptReturn, _TASK, "HH-2024-NV04", "30/5", CONFIRMER, {"reason": "Đồng ý"}),
    (
        ExtendDeadline,
        _TASK,
        "HH-2024-NV20",
        "30/5",
        CONFIRMER,
        {"due_on": "31/12", "reason": "Điều chỉnh kế hoạch"},
    ),
    (
        RecordPayment,
        _FINDING,
        "HH-KL02-1",
        "27/5",
        CLERK,
        {"amount": 5_000_000, "voucher": "12/GNT"},
    ),
)
"""What is done to which item, on which day, by whom; recorded one after another."""


def live(found: Installation, clock: FixedClock) -> None:
    """Does it, and leaves the clock at the last of it."""
    office = Office(found.tracker, clock)
    clock.moment = datetime(2024, 5, 31, 8, tzinfo=LOCAL_ZONE)
    office.assign(
        _FINDING,
        "HH-KL02-1",
        "6/5",
        due=date(2024, 6, 14),
        unit="H57.31.05.03",
        title="Thu hồi kinh phí sửa chữa nhà văn hóa thôn",
        about={"conclusion": "02/KL-TTr", "amount_required": 20_000_000},
        actor=CLERK,
    )
    office.assign(
        _DIRECTIVE,
        "HH-H-010",
        "30/5",
        due=date(2024, 6, 5),
        unit="H57.31.05.01",
        title="Báo cáo kết quả cải cách hành chính tháng 5",
        about={"issuer": "UBND huyện Nam Đông", "issuer_level": "district"},
        actor=CLERK,
    )
    for command, kind, ref, on, actor, given in _DEEDS:
        office.act(command, kind, ref, on, actor=actor, **given)
