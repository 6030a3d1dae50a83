"""Writes the golden state of every event topic that has none yet; never over one that is there.

``python -m tests.golden.make`` from the project's folder, after a new topic or a new
``class_version`` (``<topic>.v<version>.json``). The files are what the store may hold for ever.
"""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize
from uuid import UUID

from tracker.aggregates.events import FirstHappening, Happening, stored_fields
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES, EVENT_CLASSES
from tracker.clock import SystemClock
from tracker.eventstore.mapper import encode_state
from tracker.fold.marks import FLAGS
from tracker.fold.words import COMPLETED_KINDS, Word, word_as_stored

_WORDED: Final = (
    Word.DEADLINE_EXTENDED,
    Word.COMPLETION_REJECTED,
    Word.RESUMED,
    Word.REOPENED,
)
EVENTS: Final = Path(__file__).parent / "events"
ALL_CLASSES: Final = {**EVENT_CLASSES, **ACCOUNT_EVENT_CLASSES}
"""Of both logs."""

_REFS: Final = {
    "unit": "H57.31.05",
    "plan_task": "HH-2024-T01",
    "directive": "HH-2024-CD-107",
    "finding": "PH-2024-KL08-a",
    "target": "PH-2024-CT04",
    "calendar": "VN-H57",
    "account": "nguyen.van.a",
}
_SOURCES: Final[Mapping[str, dict[str, str | None]]] = {
    "unit": {
        "issuer": "Ủy ban Thường vụ Quốc hội",
        "type": "Nghị quyết",
        "number": "1668/NQ-UBTVQH15",
        "date": "2025-06-16",
    },
    "plan_task": {
        "issuer": "UBND xã Hương Hữu",
        "type": "Quyết định",
        "number": "07/QĐ-UBND",
        "date": "2024-01-04",
    },
    "directive": {
        "issuer": "UBND tỉnh Thừa Thiên Huế",
        "type": "Công văn",
        "number": "107/UBND-NC",
        "date": "2024-02-15",
    },
    "finding": {
        "issuer": "Thanh tra Sở Xây dựng Hậu Giang",
        "type": "Kết luận thanh tra",
        "number": "08/KL-TTr",
        "date": "2024-03-06",
    },
    "calendar": {
        "issuer": "Văn phòng Chính phủ",
        "type": "Công văn",
        "number": "2450/VPCP-KGVX",
        "date": "2024-04-12",
    },
    "target": {"issuer": "UBND huyện Phụng Hiệp", "type": "Kế hoạch", "number": "326/KH-UBND"},
    "account": {"issuer": "UBND xã Hương Hữu", "type": "Quyết định", "number": "12/QĐ-UBND"},
}
_ASSIGNED: Final[Mapping[str, dict[str, Any]]] = {
    "plan_task.assigned": {
        "unit": "H57.31.05",
        "title": "Rà soát, đánh giá thủ tục hành chính; kiến nghị đơn giản hóa",
        "due_on": date(2024, 3, 15),
        "plan": "07/QĐ-UBND",
        "area": "procedures",
        "needs_confirmation": False,
        "product": "Báo cáo kết quả rà soát",
        "coordinators": ["H57.31.01", "H57.31.02"],
        "deadline_text": "chậm nhất 15/3",
    },
    "directive.assigned": {
        "unit": "H57.31.05",
        "title": "Báo cáo tình hình thực hiện “chữ ký số” của cán bộ, công chức",
        "due_on": None,
        "issuer": "UBND tỉnh Thừa Thiên Huế",
        "issuer_level": "province",
        "needs_confirmation": True,
        "dispatch": "107/UBND-NC#2",
        "parent_ref": "TTH-2024-CD-107",
        "urgency": "hỏa tốc",
        "coordinators": ["H57.31.01"],
        "monitor": "Văn phòng HĐND và UBND huyện",
        "deadline_text": "không xác định thời hạn",
    },
    "finding.assigned": {
        "unit": "H57.31.05",
        "title": "Xuất toán nộp ngân sách: Nạo vét kênh Ranh Hoà Phụng",
        "due_on": date(2024, 5, 31),
        "conclusion": "08/KL-TTr",
        "inspector": "Thanh tra Sở Xây dựng Hậu Giang",
        "category": "recover",
        "amount_required": 16_424_380,
        "needs_confirmation": True,
    },
    "target.set": {
        "unit": "H57.31",
        "title": "Tỷ lệ hồ sơ giải quyết trước và đúng hạn",
        "plan": "326/KH-UBND",
        "goal": "≥ 95%",
        "measure": "ratio",
    },
    "target.assessed": {
        "state": "met",
        "numerator": 5_340,
        "denominator": 5_353,
        "evidence": "Số liệu Cổng dịch vụ công đến ngày 18/5/2024",
    },
    "unit.established": {
        "name": "Ủy ban nhân dân xã Hương Hữu",
        "level": "commune",
        "parent": "H57.31",
    },
    "unit.renamed": {"name": "Ủy ban nhân dân xã Nam Đông"},
    "unit.moved": {"parent": None},
    "unit.merged": {"into": "H57.40"},
    "unit.split": {"successors": ["H57.40", "H57.41"]},
    "unit.dissolved": {"successor": "H57.40"},
    "account.registered": {"full_name": "Nguyễn Văn A", "email": "nva@huonghuu.gov.vn"},
    "account.renamed": {"full_name": "Nguyễn Văn Ân", "email": "nvan@huonghuu.gov.vn"},
    "account.password_changed": {"by": "link"},
    "account.role_granted": {
        "role": "clerk",
        "unit": "H57.31.05",
        "since": date(2024, 3, 11),
        "until": date(2024, 12, 31),
    },
    "account.role_revoked": {"role": "auditor", "unit": None, "since": date(2024, 1, 2)},
    "account.token_issued": {
        "token_id": "7d0f1c52-51d7-4c6c-9a3e-1f0f3f6d2b11",
        "label": "Cổng thông tin điện tử của xã",
        "roles": ["auditor", "leader"],
        "unit": "H57.31.05",
        "expires_on": date(2024, 12, 31),
    },
    "account.token_revoked": {"token_id": "7d0f1c52-51d7-4c6c-9a3e-1f0f3f6d2b11"},
    "account.identity_linked": {"issuer": "https://dangnhap.hue.gov.vn", "subject": "248289"},
    "account.signed_in": {"address": "10.57.31.5", "by": "password"},
    "account.sign_in_failed": {"address": "2405:4800:5f00::/64", "why": "password"},
    "calendar.established": {
        "name": "Lịch làm việc thành phố Huế",
        "base": "VN",
        "unit": "H57",
    },
    "calendar.days_adopted": {
        "days": [
            {"day": "2024-04-29", "kind": "swapped_off", "name": "Nghỉ hoán đổi"},
            {"day": "2024-05-04", "kind": "makeup_work", "name": "Làm bù ngày 29/4/2024"},
        ],
        "years": [2024],
    },
}
_OF_WORD: Final[Mapping[str, dict[str, Any]]] = {
    "deadline_extended": {"due_on": date(2024, 3, 31)},
    "deadline_corrected": {"due_on": None},
    "completion_rejected": {"due_on": date(2024, 4, 5)},
    "remediation_rejected": {"due_on": date(2024, 4, 5)},
    "resumed": {"due_on": date(2024, 4, 30)},
    "reopened": {"due_on": date(2024, 4, 30)},
    "transferred": {"to_unit": "H57.40"},
    "voided": {"event_no": 3},
    "overdue_flagged": {"for_due_on": date(2024, 3, 7)},
    "due_soon_flagged": {"for_due_on": date(2024, 3, 15), "days_before": 7},
    "payment_recorded": {
        "amount": 16_424_380,
        "voucher": "Giấy nộp tiền vào ngân sách nhà nước ngày 07/5/2024",
    },
}
_RULE: Final = {
    "deadline_text": "05 ngày làm việc kể từ ngày 26/4/2024",
    "deadline_rule": {
        "count": 5,
        "unit": "working_day",
        "from": "2024-04-26",
        "calendar": "VN",
        "calendar_version": 2,
    },
    "cause": {"calendar": "VN", "calendar_version": 3, "paper": "2450/VPCP-KGVX"},
}
_MINOR: Final = dict.fromkeys(
    [
        *(f"{kind}.assigned" for kind in COMPLETED_KINDS),
        *(f"{kind}.{word_as_stored(kind, word)}" for kind in COMPLETED_KINDS for word in _WORDED),
        *(f"{kind}.{word}" for kind in COMPLETED_KINDS for word in FLAGS),
        "unit.dissolved",
    ],
    1,
)
"""Topics that were given optional fields since: another file each, the first one stays."""
_ATTACHMENTS: Final = [
    {"name": "bao-cao.pdf", "sha256": "5f" * 32, "size": 48_213, "media_type": "application/pdf"},
    "giấy nộp tiền (bản chụp)",
]


def state_of(topic: str) -> bytes:
    """A realistic state with every field of the event filled in."""
    event_class = ALL_CLASSES[topic]
    sort, _, word = topic.partition(".")
    known: dict[str, Any] = {
        "ref": _REFS[sort],
        "code": _REFS[sort],
        "name": _REFS[sort],
        **_OF_WORD.get(word, {}),
        **_ASSIGNED.get(topic, {}),
        "source": _SOURCES[sort],
        "effective_on": date(2024, 3, 8),
        "actor": "vt.huonghuu",
        "reason": "Theo đề nghị của đơn vị chủ trì",
        "note": "Nhập theo bản giấy;\nđã đối chiếu sổ theo dõi.",
        "attachments": _ATTACHMENTS,
        "command_id": "0190a6d2-7c1e-7b3a-9f00-5b8f3f6f0c11",
    }
    known = {**_RULE, **known} if word != "assigned" else {**known, **_RULE}
    fields = {field.name: known[field.name] for field in stored_fields(event_class)}
    return encode_state(event_class, _event(event_class, fields).stored())


def _event(event_class: type[Happening], fields: Mapping[str, Any]) -> Happening:
    frame: dict[str, Any] = {
        "originator_id": UUID(int=1),
        "originator_version": 1,
        "timestamp": SystemClock().now(),
    }
    if issubclass(event_class, FirstHappening):
        frame["originator_topic"] = event_class.TOPIC.partition(".")[0]
    return event_class(**frame, **fields)


def path_of(topic: str) -> Path:
    """Where the state of a topic in its present version is kept."""
    minor = f"-{_MINOR[topic]}" if topic in _MINOR else ""
    return EVENTS / f"{topic}.v{ALL_CLASSES[topic].class_version}{minor}.json"


def main() -> None:
    """Makes what is missing and says so."""
    for topic in ALL_CLASSES:
        state = state_of(topic)
        if state.decode() != normalize("NFC", state.decode()):
            raise ValueError(topic)
        try:
            with path_of(topic).open("xb") as file:
                file.write(state + b"\n")
        except FileExistsError:
            continue
        sys.stdout.write(f"{path_of(topic).name}\n")


if __name__ == "__main__":
    main()
