"""The last days before anybody opens a browser: something of every sort waits, was asked or undone.

The sample alone ends with everything confirmed; pages would show most of their parts empty. It is a
history file like the sample's own, for only those say when something was recorded.
"""

from typing import Any

from tests.browser.people import CLERK, CONFIRMER, LEADER
from tests.support.scenario import ABOUT, Line, happened_line
from tracker.fold.words import Kind

PAPER = {"issuer": "UBND xã Hương Hữu", "type": "BC", "number": "501/BC-UBND", "date": "2024-05-30"}
_DIRECTIVE, _TASK, _FINDING = Kind.DIRECTIVE, Kind.PLAN_TASK, Kind.FINDING
_DONE = "completion_reported"
_NEW: tuple[tuple[Kind, str, str, dict[str, Any]], ...] = (
    (
        _FINDING,
        "HH-KL02-1",
        "6/5",
        {
            **ABOUT[_FINDING],
            "unit": "H57.31.05.03",
            "title": "Thu hồi kinh phí sửa chữa nhà văn hóa thôn",
            "due_on": "2024-06-14",
            "conclusion": "02/KL-TTr",
            "inspector": "Thanh tra huyện Nam Đông",
            "amount_required": 20_000_000,
        },
    ),
    (
        _DIRECTIVE,
        "HH-H-010",
        "30/5",
        {
            "unit": "H57.31.05.01",
            "title": "Báo cáo kết quả cải cách hành chính tháng 5",
            "due_on": "2024-06-05",
            "deadline_text": "chậm nhất ngày 05/6",
            "issuer": "UBND huyện Nam Đông",
            "issuer_level": "district",
        },
    ),
)
_DEEDS: tuple[tuple[Kind, str, str, str, str, dict[str, Any]], ...] = (
    (_DIRECTIVE, "HH-H-009", _DONE, "20/5", CLERK, {"source": PAPER}),
    (_DIRECTIVE, "HH-H-009", "completion_rejected", "24/5", CONFIRMER, {"reason": "Thiếu phụ lục"}),
    (_DIRECTIVE, "HH-T-022", "started", "20/5", CLERK, {}),
    (_DIRECTIVE, "HH-T-022", "progress_noted", "27/5", CLERK, {"note": "Đã xong 3/5 phần việc"}),
    (_DIRECTIVE, "HH-T-022", "started", "28/5", CLERK, {"note": "Ghi nhầm"}),
    (_DIRECTIVE, "HH-T-022", "voided", "28/5", CLERK, {"event_no": 4, "reason": "Ghi trùng"}),
    (_DIRECTIVE, "HH-T-024", _DONE, "30/5", CLERK, {"source": PAPER}),
    (_DIRECTIVE, "HH-T-023", _DONE, "20/3", CLERK, {"source": PAPER, "typed": "31/5"}),
    (_DIRECTIVE, "HH-T-025", "extension_requested", "30/5", CLERK, {"reason": "Chờ hướng dẫn"}),
    (_DIRECTIVE, "HH-H-006", "return_requested", "30/5", CLERK, {"reason": "Giao nhầm đơn vị"}),
    (_DIRECTIVE, "HH-H-007", "suspended", "29/5", CONFIRMER, {"reason": "Chờ ý kiến cấp trên"}),
    (_DIRECTIVE, "HH-H-008", "urged", "31/5", LEADER, {"note": "Đề nghị hoàn thành trong tuần"}),
    (_TASK, "HH-2024-NV04", "return_accepted", "30/5", CONFIRMER, {"reason": "Giao nhầm đơn vị"}),
    (
        _TASK,
        "HH-2024-NV20",
        "deadline_extended",
        "30/5",
        CONFIRMER,
        {"due_on": "2024-12-31", "reason": "Điều chỉnh kế hoạch"},
    ),
    (
        _FINDING,
        "HH-KL02-1",
        "payment_recorded",
        "27/5",
        CLERK,
        {"amount": 5_000_000, "voucher": "12/GNT"},
    ),
)
"""What happened to which item, on which day, recorded by whom; recorded that day unless said."""


def lines() -> list[Line]:
    """As a history file has them."""
    new = [
        {**happened_line(kind, ref, "assigned", on, **own), "actor": CLERK}
        for kind, ref, on, own in _NEW
    ]
    deeds = [
        {**happened_line(kind, ref, word, on, **own), "actor": actor}
        for kind, ref, word, on, actor, own in _DEEDS
    ]
    return sorted([*new, *deeds], key=lambda line: str(line["recorded_at"]))
