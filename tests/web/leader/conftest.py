"""Leaders, confirmers and auditors before the sample, and before an office of every state."""

from collections.abc import Iterator

import pytest

from tests.api.asking import WHEN_ASKED, Web, serving
from tests.api.conftest import sampled
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import ROOT, SECOND, Office, moment
from tests.web.leader.desk import Desk
from tracker.clock import FixedClock
from tracker.commands.items import (
    NoteProgress,
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
from tracker.fold.words import Kind
from tracker.rights.words import Role

__all__ = ["sampled"]

OFFICIAL = f"{SECOND}.01"
SAMPLE_PEOPLE: dict[str, list[tuple[Role, str | None]]] = {
    "lanhdao.xa": [(Role.LEADER, "H57.31.05")],
    "vanphong.huyen": [(Role.CONFIRMER, "H57.31")],
    "lanhdao.phunghiep": [(Role.LEADER, "H30.35")],
    "hai.noi": [(Role.AUDITOR, "H57.31.05"), (Role.AUDITOR, "H30.35")],
    "tat.ca": [(Role.AUDITOR, None)],
}
OFFICE_PEOPLE: dict[str, list[tuple[Role, str | None]]] = {
    "lanh.dao": [(Role.LEADER, ROOT)],
    "xac.nhan": [(Role.CONFIRMER, ROOT)],
    "kiem.tra": [(Role.AUDITOR, ROOT)],
}


@pytest.fixture(scope="session")
def sample(databases: Databases, sampled: str) -> Iterator[Desk]:
    """Both sample offices in June 2024; these tests only look."""
    with (
        databases.fresh(template=sampled) as url,
        serving(url, clock=FixedClock(WHEN_ASKED), signed_in=False) as web,
    ):
        yield _manned(web, SAMPLE_PEOPLE)


@pytest.fixture(scope="session")
def district(databases: Databases) -> Iterator[Desk]:
    """A district on 03/6/2024 with an item in every state; these tests only look."""
    clock = FixedClock(moment("1/1"))
    with databases.fresh() as url, serving(url, clock=clock, signed_in=False) as web:
        _give_work(Office(web.found.tracker, clock))
        clock.moment = WHEN_ASKED
        yield _manned(web, OFFICE_PEOPLE)


def _manned(web: Web, people: dict[str, list[tuple[Role, str | None]]]) -> Desk:
    hashing_cheaply(web.found)
    for name, roles in people.items():
        employ(web.found, name, f"Người {name}", roles)
    web.found.catch_up()
    return Desk(web)


def _give_work(office: Office) -> None:
    clock = office.clock
    office.settle_in()
    office.establish(OFFICIAL, "Công chức Địa chính", "person", SECOND)
    clock.moment = moment("2/6")
    task, directive, finding = Kind.PLAN_TASK, Kind.DIRECTIVE, Kind.FINDING
    office.assign(task, "NV-01", due="15/3")
    office.assign(task, "NV-02", due="31/5", unit=OFFICIAL)
    office.act(Start, task, "NV-02", "20/5")
    office.act(Urge, task, "NV-02", "1/6", note="Đôn đốc lần 1")
    office.act(Urge, task, "NV-02", "2/6", note="Đôn đốc lần 2")
    office.act(Urge, task, "NV-02", "2/6", note="Gửi nhầm")
    office.act(VoidEvent, task, "NV-02", "2/6", event_no=5, reason="Gửi nhầm")
    office.assign(task, "NV-03", due="30/4")
    office.act(ReportCompletion, task, "NV-03", "28/4")
    office.assign(directive, "CD-01", due="8/6", unit=SECOND)
    office.act(Start, directive, "CD-01", "20/5")
    office.act(RequestExtension, directive, "CD-01", "1/6", reason="Chờ số liệu của tỉnh")
    office.assign(directive, "CD-02", due="31/5", unit=SECOND, about={"issuer_level": "district"})
    office.act(ReportCompletion, directive, "CD-02", "20/5")
    office.assign(directive, "CD-03", due="30/6", unit=SECOND)
    office.act(ReportCompletion, directive, "CD-03", "25/5")
    office.act(RejectCompletion, directive, "CD-03", "28/5", reason="Thiếu hồ sơ")
    office.assign(directive, "CD-04", due="20/5", unit=SECOND)
    office.act(Suspend, directive, "CD-04", "10/5", reason="Chờ kết luận")
    office.assign(directive, "CD-05", due=None)
    office.act(RequestReturn, directive, "CD-05", "1/6", reason="Giao nhầm đơn vị")
    office.assign(finding, "KN-01", due=None, unit=SECOND)
    office.act(RecordPayment, finding, "KN-01", "2/5", amount=6_424_380, voucher="GNT 01")
    office.act(NoteProgress, finding, "KN-01", "3/5", note="Đang nộp tiếp")
