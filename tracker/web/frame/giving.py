"""Gives commands from pages, through the same door as programs: judged, versioned, once."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import orjson

from tracker.api.commands.deeds import ASSIGN, ON_ITEM
from tracker.api.commands.items import Acting, Assigning
from tracker.api.commands.once import Giving, done_once
from tracker.api.commands.receiving import Asked, Named, asked_by
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.web.frame.addresses import part
from tracker.web.frame.visit import Visit

API: Final = "/api/v1"


class Recorded(NamedTuple):
    """What a command recorded, as the API answers."""

    body: Mapping[str, Any]
    is_repeat: bool
    """Whether the same form had been sent before."""

    @property
    def position(self) -> int:
        """The log's; pages that come next wait for it."""
        return int(self.body["position"] or 0)


def asked(
    visit: Visit, path: str, fields: Mapping[str, Any], *, version: int = 0, key: str | None
) -> Asked:
    """A request for a command, as the API's address ``path`` (below ``/api/v1``) would make it.

    Args:
        visit: who asks.
        path: the command's address.
        fields: the body, as :meth:`Submission.given` gives it.
        version: the version that the person saw.
        key: the form's key; None where nothing is to be recorded.
    """
    named = Named("POST", f"{API}{path}", version)
    return asked_by(visit.caller, visit.found, named, fields, key)


def give(giving: Giving) -> Recorded:
    """Gives the command once, however often its form is sent.

    Raises:
        TrackerError: what is in the way; nothing was recorded.
    """
    outcome, is_repeat = done_once(giving)
    return Recorded(orjson.loads(outcome.body), is_repeat)


class Target(NamedTuple):
    """An item that something is recorded of, in the version that the person saw."""

    kind: Kind
    ref: str
    version: int


def give_on_item(
    visit: Visit, name: str, target: Target, fields: Mapping[str, Any], key: str | None
) -> Recorded:
    """Records something of an item; ``name`` is a command of ``deeds.ON_ITEM``.

    Raises:
        TrackerError: what is in the way; nothing was recorded.
    """
    deed = ON_ITEM[name]
    if target.kind not in deed.kinds:
        raise InvalidInputError("not_for_kind", field="kind", value=name, kind=target.kind)
    path = f"/items/{target.kind}/{part(target.ref)}/{name}"
    request = asked(visit, path, fields, version=target.version, key=key)
    return give(Acting(asked=request, deed=deed, kind=target.kind, ref=target.ref))


def give_new_item(visit: Visit, kind: Kind, fields: Mapping[str, Any], key: str | None) -> Recorded:
    """Gives a plan task, a directive or a finding to its lead unit.

    Raises:
        TrackerError: what is in the way; nothing was recorded.
    """
    request = asked(visit, f"/items/{kind}", fields, key=key)
    return give(Assigning(asked=request, deed=ASSIGN[kind], kind=kind, ref=fields["ref"]))
