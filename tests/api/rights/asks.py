"""How each route is asked about a thing at a place: a request that only rights can refuse.

Commands name a version that was never there, so those that are allowed end with 412 or another
refusal of the rules, and nothing moves under the questions that follow.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from tests.api.rights.ground import FAR, UNITS, Ground
from tracker.aggregates.events import stream_id
from tracker.api.app import PREFIX
from tracker.api.commands.deeds import DEEDS, PREVIEWED, Deed
from tracker.fold.words import Kind

NEVER = {"If-Match": '"999999"'}


class Ask(NamedTuple):
    """A request."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    body: Any = None
    headers: Mapping[str, str] = {}


Asking = Callable[[Ground, str, str], Ask]


class Route(NamedTuple):
    """How a route is asked, and at which times its thing can stand elsewhere."""

    asking: Asking
    times: tuple[str, ...] = ("today", "past")
    is_command: bool = False
    """Judged by where the thing is today, whatever day is named."""


def _of_unit(path: str, *names: str) -> Route:
    def ask(ground: Ground, place: str, when: str) -> Ask:
        day = ground.day(when)
        told = {"unit": ground.unit(place, when), **dict.fromkeys(names, day)}
        if "against" in names:
            told["against"] = "2024-12-31"
        return Ask("GET", path, told)

    return Route(ask)


def _of_item(rest: str) -> Route:
    def ask(ground: Ground, place: str, when: str) -> Ask:
        ref = ground.item(Kind.PLAN_TASK, place, when)
        query = {"as_of": ground.day(when)}
        return Ask("GET", f"/items/plan_task/{ref}{rest}", query)

    return Route(ask)


def _fixed(method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}) -> Route:
    return Route(lambda *_: Ask(method, path, {}, body, headers), ("today",))


def _timeline(ground: Ground, place: str, when: str) -> Ask:
    """Of an item that never was anywhere else: of one that was, a part would be shown."""
    ref = f"L-{place}-{when}"
    if not ground.web.found.tracker.items([stream_id(Kind.PLAN_TASK, ref)]):
        ground.office.assign(Kind.PLAN_TASK, ref, "5/1", unit=ground.unit(place, when), due=None)
    return Ask("GET", f"/items/plan_task/{ref}/timeline")


def _deed(path: str, deed: Deed) -> Route:
    kind = deed.kinds[0]

    def ask(ground: Ground, place: str, when: str) -> Ask:
        unit = UNITS[place]
        body = {**deed.example, **{name: unit for name in deed.reaches if name in deed.example}}
        names = {"kind": kind.value, "code": unit}
        if "unit" in body:
            body["unit"] = unit
        if "{ref}" in path:
            is_target = kind is Kind.TARGET
            names["ref"] = ground.target(place) if is_target else ground.item(kind, place, when)
        if path.startswith("/calendars"):
            names["code"] = f"LICH.{place}"
        if "successors" in body:
            body["successors"] = [unit, UNITS["below"]]
        if "children_to" in body:
            body["children_to"] = unit
        return Ask("POST", path.format(**names), {}, body, NEVER)

    moves = "{kind}" in path
    return Route(ask, ("today", "past") if moves else ("today",), is_command=True)


def _preview(path: str, deed: Deed) -> Route:
    first = _deed(path, deed)

    def ask(ground: Ground, place: str, when: str) -> Ask:
        asked = first.asking(ground, place, when)
        return asked._replace(path=f"{asked.path}/preview")

    return first._replace(asking=ask)


def _account(method: str, rest: str = "", body: Any = None) -> Route:
    def ask(_ground: Ground, place: str, _when: str) -> Ask:
        return Ask(
            method, f"/people/nguoi.{place}{rest}", {}, body, NEVER if method == "POST" else {}
        )

    return Route(ask, ("today",), is_command=True)


def _grant(ground: Ground, place: str, when: str) -> Ask:
    body = {"role": "clerk", "unit": UNITS[place]}
    return _account("POST", "/grant", body).asking(ground, place, when)


def _revoke(ground: Ground, place: str, when: str) -> Ask:
    return _grant(ground, place, when)._replace(path=f"/people/nguoi.{place}/revoke")


_NO_SUCH = "0" * 64
_NOBODY = "00000000-0000-0000-0000-000000000000"

QUESTIONS: Final[Mapping[str, Route]] = {
    "GET /counts": _of_unit("/counts", "as_of"),
    "GET /items": _of_unit("/items", "as_of"),
    "GET /flows": _of_unit("/flows", "from", "to"),
    "GET /changes": _of_unit("/changes", "as_of", "against"),
    "GET /series": _of_unit("/series", "from", "to"),
    "GET /items/{kind}/{ref}": _of_item(""),
    "GET /items/{kind}/{ref}/timeline": Route(_timeline),
    "GET /items/{kind}/{ref}/deadline": _of_item("/deadline"),
    "GET /items/{kind}/{ref}/evidence": _of_item("/evidence"),
    "GET /items/{kind}/{ref}/evidence/{sha256}": _of_item(f"/evidence/{_NO_SUCH}"),
    "GET /units": _fixed("GET", "/units?as_of=2024-03-08"),
    "GET /units/{code}": _fixed("GET", f"/units/{FAR}"),
    "GET /calendars": _fixed("GET", "/calendars"),
    "GET /calendars/{code}": _fixed("GET", "/calendars/VN?year=2024"),
    "GET /deadline": _fixed("GET", "/deadline?words=08/3/2024"),
    "GET /rights": _of_unit("/rights", "on"),
    "GET /refusals": _fixed("GET", "/refusals"),
    "GET /alerts": _of_unit("/alerts", "on"),
    "GET /people": _fixed("GET", "/people"),
    "GET /people/{name}": _account("GET"),
    "GET /people/{name}/history": _account("GET", "/history"),
    "GET /me": _fixed("GET", "/me"),
    "GET /me/sessions": _fixed("GET", "/me/sessions"),
    "GET /me/tokens": _fixed("GET", "/me/tokens"),
    "GET /sign-in": _fixed("GET", "/sign-in"),
    "GET /sign-in/openid": _fixed("GET", "/sign-in/openid"),
    "GET /sign-in/openid/callback": _fixed("GET", "/sign-in/openid/callback"),
    "GET //healthz": _fixed("GET", "//healthz"),
    "GET //readyz": _fixed("GET", "//readyz"),
    "GET //metrics": _fixed("GET", "//metrics"),
}
"""What is asked; all but the accounts' by the row of the day asked about."""

OTHERS: Final[Mapping[str, Route]] = {
    "POST /evidence": _fixed("POST", "/evidence"),
    "POST /people": _fixed("POST", "/people", {"name": "nguoi.own", "full_name": "Đã có"}),
    "POST /people/{name}/grant": Route(_grant, ("today",), is_command=True),
    "POST /people/{name}/revoke": Route(_revoke, ("today",), is_command=True),
    "POST /people/{name}/rename": _account("POST", "/rename", {"full_name": "Tên khác"}),
    **{
        f"POST /people/{{name}}/{name}": _account("POST", f"/{name}", {})
        for name in ("disable", "enable", "invite", "reset-second-factor", "sign-out-everywhere")
    },
    "POST /me/sessions/{session_id}/end": _fixed("POST", f"/me/sessions/{_NOBODY}/end"),
    "POST /me/password": _fixed("POST", "/me/password", {"old": "x", "new": "y"}),
    "POST /me/second-factor/begin": _fixed("POST", "/me/second-factor/begin"),
    "POST /me/second-factor/confirm": _fixed("POST", "/me/second-factor/confirm", {"code": "1"}),
    "POST /me/second-factor/remove": _fixed("POST", "/me/second-factor/remove", {"password": "x"}),
    "POST /me/tokens": _fixed("POST", "/me/tokens", {"label": "x", "expires_on": "2000-01-01"}),
    "POST /me/tokens/{token_id}/revoke": _fixed("POST", f"/me/tokens/{_NOBODY}/revoke"),
    "POST /me/openid": _fixed("POST", "/me/openid"),
    "POST /sign-out": _fixed("POST", "/sign-out"),
    "POST /sign-out-everywhere": _fixed("POST", "/sign-out-everywhere"),
    "POST /sign-in": _fixed("POST", "/sign-in", {}),
    "POST /invitation": _fixed("POST", "/invitation", {}),
}
"""What is neither a question nor a command on the work."""

COMMANDS: Final[Mapping[str, Route]] = {
    **{f"POST {path}": _deed(path, deed) for path, deed in DEEDS.items()},
    **{f"POST {path}/preview": _preview(path, DEEDS[path]) for path in PREVIEWED},
}
ROUTES: Final[Mapping[str, Route]] = {**QUESTIONS, **OTHERS, **COMMANDS}


def address(ask: Ask) -> str:
    """From the root; ``//`` leads out of the API."""
    return ask.path.removeprefix("/") if ask.path.startswith("//") else PREFIX + ask.path
