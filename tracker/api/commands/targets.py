"""``POST /items/target`` sets a target, ``POST /items/target/{ref}/assess`` assesses it."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Depends, Response

from tracker.access.acting import refuse_unless_for_all, refuse_unless_may_act
from tracker.api.commands.deeds import ASSESS_TARGET, SET_TARGET
from tracker.api.commands.describing import about
from tracker.api.commands.items import GivingOnItem
from tracker.api.commands.once import answer_once
from tracker.api.commands.receiving import Asked, receiving
from tracker.api.dependencies import asking
from tracker.api.questions.timeline import Named
from tracker.api.shapes.commands import RecordedItemShape
from tracker.commands.targets import AssessTarget, SetTarget, assess_target, set_target
from tracker.fold.words import Kind

router = APIRouter()


class Setting(GivingOnItem):
    """A plan sets a target for a unit."""

    @property
    def created(self) -> str:
        """Its reference."""
        return self.ref

    def give(self, command_id: str) -> None:
        """Asks for the right to register work for the unit."""
        asked, found = self.asked, self.asked.found
        with asking(found) as connection:
            named = [("unit", asked.fields["unit"])]
            refuse_unless_for_all(
                connection, asked.caller, self.deed.act, named, asked.today(connection)
            )
        command = SetTarget(**asked.fields, actor=asked.caller.name, command_id=command_id)
        set_target(command, found.tracker, found.clock)


class Assessing(GivingOnItem):
    """A target is assessed as of a day."""

    def give(self, command_id: str) -> None:
        """Judges by the unit of the target, then records."""
        asked, found = self.asked, self.asked.found
        target = found.tracker.target(self.ref)
        with asking(found) as connection:
            cut = asked.today(connection)
            refuse_unless_may_act(
                connection, asked.caller, self.deed.act, target, asked.expected, cut
            )
        command = AssessTarget(
            ref=self.ref,
            expected_version=asked.expected,
            actor=asked.caller.name,
            command_id=command_id,
            **asked.fields,
        )
        assess_target(command, found.tracker, found.clock)


@router.post("/items/target", **about(SET_TARGET, RecordedItemShape, is_new=True))
def post_target(
    asked: Annotated[Asked, Depends(receiving(SET_TARGET.body, is_versioned=False))],
) -> Response:
    """A plan sets a target for a unit."""
    ref = asked.fields["ref"]
    return answer_once(Setting(asked=asked, deed=SET_TARGET, kind=Kind.TARGET, ref=ref))


@router.post("/items/target/{ref:path}/assess", **about(ASSESS_TARGET, RecordedItemShape))
def post_assessment(
    ref: Named, asked: Annotated[Asked, Depends(receiving(ASSESS_TARGET.body))]
) -> Response:
    """A target is assessed as of a day."""
    named = normalize("NFC", ref)
    return answer_once(Assessing(asked=asked, deed=ASSESS_TARGET, kind=Kind.TARGET, ref=named))
