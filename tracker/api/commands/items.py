"""``POST /items/{kind}`` gives work, ``POST /items/{kind}/{ref}/<command>`` what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from unicodedata import normalize
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from psycopg import Connection

from tracker.access.acting import refuse_unless_for_all, refuse_unless_may_act
from tracker.access.rows import moments_seen
from tracker.aggregates.events import Happening, stream_id
from tracker.aggregates.item import Item
from tracker.api.commands.allowing import own_act
from tracker.api.commands.deeds import ASSIGN, ON_ITEM, Deed
from tracker.api.commands.describing import about
from tracker.api.commands.once import Giving, Told, answer_once, told_of
from tracker.api.commands.receiving import Asked, receiving
from tracker.api.dependencies import asking
from tracker.api.questions.timeline import Named
from tracker.api.shapes.commands import RecordedItemShape
from tracker.commands.items import Assign, act, assign
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.idempotency.claims import Claim
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.timeline import timeline

router = APIRouter()

CompletedKind = Literal["plan_task", "directive", "finding"]


@dataclass(frozen=True, kw_only=True)
class GivingOnItem(Giving):
    """A command on an item or target."""

    deed: Deed
    kind: Kind
    ref: str

    @property
    def stream(self) -> UUID:
        """That of the item."""
        return stream_id(self.kind, self.ref)

    def told(
        self,
        connection: Connection[Any],
        claim: Claim,
        *,
        is_done: bool,  # noqa: ARG002
    ) -> Told | None:
        """What was recorded about the item."""
        return told_of(self.recorded(connection, claim), kind=self.kind.value, ref=self.ref)

    def changed(self, connection: Connection[Any]) -> list[Happening]:
        """What was recorded since, on days on which the item was with a unit of the caller's."""
        cut = self.asked.today(connection)
        whole = timeline(connection, self.kind, self.ref, STILL_KNOWN - 1, cut.known_at)
        seen, _ = moments_seen(connection, self.asked.caller, whole, cut)
        return [moment.event for moment in seen.moments if moment.no > self.asked.expected]


class Assigning(GivingOnItem):
    """A new item is given to its lead unit."""

    @property
    def created(self) -> str:
        """Its reference."""
        return self.ref

    def give(self, command_id: str) -> None:
        """Asks for the right to register work for the unit."""
        asked = self.asked
        found, fields = asked.found, dict(asked.fields)
        with asking(found) as connection:
            named = [("unit", fields["unit"])]
            refuse_unless_for_all(
                connection, asked.caller, self.deed.act, named, asked.today(connection)
            )
        common = {name: fields.pop(name) for name in _OF_META & fields.keys()}
        own = {name: fields.pop(name) for name in ("ref", "unit", "title", "due_on")}
        meta = {**common, "actor": asked.caller.name, "command_id": command_id}
        assign(Assign(kind=self.kind, **own, about=fields, **meta), found.tracker, found.clock)


_OF_META = frozenset({"effective_on", "reason", "note", "source", "attachments"})


class Acting(GivingOnItem):
    """Something is said of an item that is there."""

    def give(self, command_id: str) -> None:
        """Judges by the unit that leads the item today, then records."""
        asked = self.asked
        found = asked.found
        item = found.tracker.item(self.kind, self.ref)
        command = self.deed.command(
            kind=self.kind,
            ref=self.ref,
            expected_version=asked.expected,
            actor=asked.caller.name,
            command_id=command_id,
            **asked.fields,
        )
        with asking(found) as connection:
            self._judge(connection, item)
        act(command, found.tracker, found.clock)

    def _judge(self, connection: Connection[Any], item: Item) -> None:
        asked, deed = self.asked, self.deed
        cut = asked.today(connection)
        own = own_act(asked.caller, item, deed, asked.expected, asked.fields.get("event_no"))
        refuse_unless_may_act(connection, asked.caller, deed.act, item, asked.expected, cut, own)
        named = [(name, asked.fields[name]) for name in deed.reaches]
        refuse_unless_for_all(connection, asked.caller, deed.act, named, cut)


def _assigning(kind: Kind, deed: Deed) -> Callable[..., Response]:
    reading = receiving(deed.body, is_versioned=False)

    def give(asked: Annotated[Asked, Depends(reading)]) -> Response:
        return answer_once(Assigning(asked=asked, deed=deed, kind=kind, ref=asked.fields["ref"]))

    return give


def _acting(name: str, deed: Deed) -> Callable[..., Response]:
    def give(
        kind: CompletedKind, ref: Named, asked: Annotated[Asked, Depends(receiving(deed.body))]
    ) -> Response:
        if Kind(kind) not in deed.kinds:
            raise InvalidInputError("not_for_kind", field="kind", value=name, kind=Kind(kind))
        named = normalize("NFC", ref)
        return answer_once(Acting(asked=asked, deed=deed, kind=Kind(kind), ref=named))

    return give


for _kind, _deed in ASSIGN.items():
    router.post(f"/items/{_kind}", **about(_deed, RecordedItemShape, is_new=True))(
        _assigning(_kind, _deed)
    )
for _name, _deed in ON_ITEM.items():
    router.post(f"/items/{{kind}}/{{ref:path}}/{_name}", **about(_deed, RecordedItemShape))(
        _acting(_name, _deed)
    )
