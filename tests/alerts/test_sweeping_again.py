"""What a sweep looks at once more: another policy's levels, and what has passed to others."""

from tests.alerts.posting import CLERK, Posting
from tests.alerts.sweeps import TASK
from tests.support.scenario import FIRST
from tracker.alerts.rules.policy import DEFAULT, set_policy
from tracker.rights.words import Role

MONDAY, WEDNESDAY = "18/3", "20/3"
NEW = "vt.moi"


def test_levels_of_a_policy_laid_down_today_are_told_today(posting: Posting) -> None:
    desk = posting.desk
    desk.office.assign(TASK, "NV-2", due="22/3")
    posting.sweep("14/3")
    posting.sweep(WEDNESDAY)
    assert not any(" 5 " in told for told in desk.told("NV-1"))
    changed = {"overdue_waits": (4, 4, 8), "due_soon_days": (7, 2)}
    set_policy(desk.connection, DEFAULT.model_copy(update=changed), "quan.tri", desk.now)

    posting.sweep(WEDNESDAY, "08:00")

    assert f"overdue 5 {CLERK} inbox" in desk.told("NV-1")
    assert f"due_soon -2 {CLERK} inbox" in desk.told("NV-2")


def test_who_takes_over_before_the_digest_is_told_instead(posting: Posting) -> None:
    """A level is told once it is reached, and there may be no later one."""
    desk = posting.desk
    posting.sweep("14/3")
    posting.sweep(MONDAY, "00:00")
    desk.on(MONDAY, "06:30")
    desk.staff.revoke(CLERK, Role.CLERK, FIRST)
    desk.person(NEW, Role.CLERK, FIRST)

    assert posting.deliver(MONDAY) == {"sent": 2, "empty": 2, "dropped": 4}
    posting.sweep(MONDAY, "08:00")

    assert posting.deliver() == {"sent": 2}
    assert desk.told("NV-1") >= {f"overdue 3 {NEW} inbox", f"overdue 3 {NEW} email"}
    assert posting.told_refs(posting.row(NEW)) == ["NV-1"]
