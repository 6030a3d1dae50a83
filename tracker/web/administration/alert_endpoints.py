"""``/admin/alerts/endpoints``: other programs that are told, and what they are signed with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response

from tracker.alerts.recipients.endpoints import (
    Endpoint,
    add_endpoint,
    end_endpoint,
    endpoint,
    endpoints,
)
from tracker.alerts.telling.trying import try_endpoint
from tracker.alerts.words import Channel
from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import Problem, shown
from tracker.errors import InvalidInputError, TrackerError
from tracker.reading.names import unit_names
from tracker.reading.tree import ListedUnit, tree
from tracker.web.administration.alert_parts import (
    TABS,
    may_run,
    refuse_unless_run,
    refuse_unless_seen,
)
from tracker.web.administration.beside import beside
from tracker.web.administration.reaching import today
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_FIELDS: Final = ("label", "channel", "unit", "url", "phones")
_CHANNELS: Final = (Channel.WEBHOOK, Channel.TEXT)
_BETWEEN: Final = re.compile(r"[,;\n]+")
_MOST_UNITS: Final = 400


@dataclass(frozen=True, kw_only=True)
class EndpointsPage:
    """What the page shows."""

    endpoints: Sequence[Endpoint]
    """Without the secrets: nobody is shown one again."""
    names: Mapping[str, str]
    units: Sequence[ListedUnit]
    channels: tuple[str, ...]
    may_change: bool
    private: bool
    """Whether addresses of the own network may be called."""
    tried: Endpoint | None
    """Which was called just now; None: none."""


@router.get("/admin/alerts/endpoints")
def show_endpoints(visit: Visiting) -> Response:
    """Those that are told today, those that were once, and a form for one more."""
    refuse_unless_seen(visit)
    return _shown(visit, Form.new(visit))


@router.post("/admin/alerts/endpoints")
def add(sent: Submitted) -> Response:
    """One more program is told; what both sides sign with is shown this once."""
    visit = sent.visit
    refuse_unless_run(visit)
    try:
        added = _added(sent)
    except TrackerError as error:
        return _shown(visit, Form.again(sent, beside(error, _FIELDS)))
    return visit.page("administration/alert_endpoint.html", added=added)


@router.post("/admin/alerts/endpoints/{endpoint_id}/end")
def end(sent: Submitted, endpoint_id: Annotated[UUID, Path()]) -> Response:
    """It is told nothing any more."""
    visit = sent.visit
    refuse_unless_run(visit)
    with visit.asking() as connection:
        end_endpoint(connection, endpoint_id, visit.now)
    return visit.leave("/admin/alerts/endpoints", "endpoint_ended")


@router.post("/admin/alerts/endpoints/{endpoint_id}/try")
def call(sent: Submitted, endpoint_id: Annotated[UUID, Path()]) -> Response:
    """Calls it with a test message, and says what came of it."""
    visit = sent.visit
    refuse_unless_run(visit)
    with visit.asking() as connection:
        asked = endpoint(connection, endpoint_id)
    try:
        try_endpoint(visit.found.settings, asked, visit.now, visit.words.language)
    except TrackerError as error:
        return _shown(visit, Form.again(sent, error), tried=asked)
    return visit.leave("/admin/alerts/endpoints", "endpoint_answered", label=asked.label)


def _added(sent: Submission) -> Endpoint:
    visit, unit = sent.visit, sent.one("unit")
    if unit is None and sent.one("everywhere") != "yes":
        # A field that was forgotten must not tell a program of everybody's work.
        raise InvalidCommandError([Problem("unit", "missing", {})])
    phones = [one for one in _BETWEEN.split(sent.text("phones")) if one.strip()]
    with visit.asking() as connection:
        return add_endpoint(
            connection,
            _channel(sent.text("channel")),
            unit,
            sent.text("label"),
            sent.text("url"),
            phones,
            visit.caller.name,
            visit.now,
        )


def _channel(value: str) -> Channel:
    if value not in _CHANNELS:
        expected = ", ".join(_CHANNELS)
        raise InvalidInputError(
            "expected_one_of", field="channel", value=shown(value), expected=expected
        )
    return Channel(value)


def _shown(visit: Visit, form: Form, tried: Endpoint | None = None) -> Response:
    with visit.asking() as connection:
        known = endpoints(connection, with_ended=True)
        cut = today(connection, visit)
        names = unit_names(connection, [one.unit for one in known if one.unit], cut)
        found = tree(connection, cut)
    page = EndpointsPage(
        endpoints=known,
        names=names,
        units=[one for one in found if one.level != "person"][:_MOST_UNITS],
        channels=tuple(one.value for one in _CHANNELS),
        may_change=may_run(visit),
        private=visit.found.settings.webhooks_private,
        tried=tried,
    )
    template = "administration/alert_endpoints.html"
    return visit.page(template, form.status, form=form, page=page, tabs=TABS)
