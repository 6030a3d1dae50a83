"""What the sample's people were told before anybody opens a browser, as the scheduler leaves it."""

from datetime import timedelta
from uuid import UUID

from tests.browser.people import CLERK, LEADER
from tests.support.notices import THAT_MORNING, account_id, deliver, digest, row
from tracker.bootstrap import Installation

HUONG_HUU = ("H57.31.05", "UBND xã Hương Hữu")
WHY = "Bị từ chối: 550 5.1.1 No such mailbox"
_LATE = row(
    "HH-T-022",
    "overdue",
    "2024-03-18",
    77,
    title="Chấn chỉnh việc cập nhật văn bản đến trên phần mềm",
)
_SOON = row(
    "HH-H-010",
    "due_soon",
    "2024-06-05",
    -2,
    title="Báo cáo kết quả cải cách hành chính tháng 5",
)
_WAITS = row(
    "HH-T-024",
    "waiting",
    "2024-05-30",
    4,
    title="Khắc phục hồ sơ chậm giải quyết lĩnh vực đất đai",
)
_SILENT = row("HH-H-006", "silent", "2024-03-18", 77, title="Báo cáo công tác tiếp công dân")
_PERIOD = {"name": "Tháng 5/2024", "closes_on": "2024-06-05", "days": 2}


def tell(found: Installation) -> UUID:
    """Notices to a clerk and a leader, sent, waiting and given up; gives the one given up."""
    clerk, leader = account_id(found, CLERK), account_id(found, LEADER)
    before = THAT_MORNING - timedelta(days=3)
    deliver(found, clerk, digest(_LATE, _SOON, _SILENT, unit=HUONG_HUU, periods=(_PERIOD,)))
    deliver(found, clerk, digest(_WAITS, unit=HUONG_HUU), at=before)
    deliver(found, leader, digest(_LATE, _SILENT, unit=HUONG_HUU))
    deliver(found, leader, digest(_SILENT, unit=HUONG_HUU), channel="email", state="waiting")
    failed = {"channel": "email", "state": "dead", "problem": WHY, "attempts": 7}
    return deliver(found, clerk, digest(_LATE, _SOON, unit=HUONG_HUU), at=before, **failed)
