"""Where a visitor can go: only what some right of his opens."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.alerts.telling.deliveries import unread
from tracker.database.connect import answered
from tracker.rights.granting import Caller
from tracker.rights.words import Act

if TYPE_CHECKING:
    from tracker.web.frame.visit import Visit


class Entry(NamedTuple):
    """One line of the navigation."""

    path: str
    label: str
    """The message ``nav.<label>``."""
    is_open: Callable[[Caller], bool]
    is_dated: bool = True
    """Whether C and K are kept on the way there."""
    parts: tuple[str, ...] = ()
    """Beginnings of other paths that belong to it."""


def _any_of(*acts: Act) -> Callable[[Caller], bool]:
    return lambda caller: any(caller.may_somewhere(act) for act in acts)


ENTRIES: Final = (
    Entry("/my-work", "my_work", _any_of(Act.LOG, Act.DECIDE), False, ("/register", "/record/new")),
    Entry("/steering", "steering", _any_of(Act.READ)),
    Entry("/items", "items", _any_of(Act.READ), True, ("/search",)),
    Entry("/audit", "audit", _any_of(Act.READ)),
    Entry("/work-log", "work_log", _any_of(Act.LOG, Act.REGISTER, Act.DECIDE), False),
    Entry(
        "/admin",
        "administration",
        _any_of(Act.RUN_UNITS, Act.RUN_CALENDARS, Act.RUN_PEOPLE, Act.AUDIT),
        False,
        ("/record/unit", "/record/calendar"),
    ),
)


class Shown(NamedTuple):
    """An entry as the page shows it."""

    address: str
    label: str
    is_current: bool


def navigation(visit: "Visit") -> list[Shown]:
    """The entries that the visitor's rights open."""
    path = visit.request.url.path
    return [
        Shown(
            visit.href(entry.path) if entry.is_dated else entry.path,
            visit.words.say(f"nav.{entry.label}"),
            path.startswith((entry.path, *entry.parts)),
        )
        for entry in ENTRIES
        if entry.is_open(visit.caller)
    ]


def unread_of(visit: "Visit") -> int:
    """How many notices the visitor has not read, as every page tells."""
    return answered(visit.found.pool, lambda asked: unread(asked, visit.caller.account))


def home_of(caller: Caller) -> str:
    """The page that a visitor comes for: the first that is for what he is."""
    for act, path in _HOMES:
        if caller.may_somewhere(act):
            return path
    return "/me"


_HOMES: Final = (
    (Act.LOG, "/my-work"),
    (Act.DECIDE, "/steering"),
    (Act.URGE, "/steering"),
    (Act.RUN_UNITS, "/admin"),
    (Act.AUDIT, "/audit"),
    (Act.READ, "/steering"),
    (Act.RUN_PEOPLE, "/admin"),
    (Act.RUN_CALENDARS, "/admin"),
)
