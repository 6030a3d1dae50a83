"""``POST /units/{code}/merge|split|dissolve|hand-over``, each with a look at what it touches."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Final
from unicodedata import normalize
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.answers.units import affected_answer
from tracker.api.commands.deeds import END_UNIT, HAND_OVER, Deed
from tracker.api.commands.describing import about, about_preview
from tracker.api.commands.once import Told, answer_once
from tracker.api.commands.receiving import Asked, receiving
from tracker.api.commands.units import GivingOnUnit
from tracker.api.dependencies import asking
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.commands import EndedUnitShape, HandedOverShape
from tracker.api.shapes.units import AffectedShape
from tracker.commands.checking import InvalidCommandError
from tracker.commands.recording import refuse_stale
from tracker.commands.reorganising import (
    HandOver,
    Reorganise,
    hand_over,
    preview_hand_over,
    preview_reorganising,
    reorganise,
)
from tracker.days import local_day
from tracker.entry.problems import Problem, shown
from tracker.fold.words import Kind
from tracker.idempotency.claims import Claim
from tracker.reading.affected import affected
from tracker.reading.candidates import led_open
from tracker.reading.recorded import recorded_since
from tracker.reforming import ended_on, hand_over_late_comers, late_comers, led_until_end

router = APIRouter()

_PREVIEW: Final = "preview"
"""The id of a command that is never recorded."""


@dataclass(frozen=True, kw_only=True)
class Reforming(GivingOnUnit):
    """Work goes from one unit to others, many items at once."""

    IS_WIDE: ClassVar[bool] = True

    @abstractmethod
    def preview(self) -> date:
        """Judges and decides as the command would; gives the day from which work goes over."""

    @property
    def today(self) -> date:
        """Where the offices are."""
        return local_day(self.asked.found.clock.now())

    def judge_all(self) -> None:
        """Asks for the right to the unit and to every one that is given anything.

        Raises:
            ForbiddenError: naming the unit.
            NotFoundError: no unit ever had the code.
        """
        self.asked.found.tracker.unit(self.code)
        elsewhere = {item["unit"] for item in self.asked.fields.get("items") or ()}
        self.judge(self.code, *sorted(elsewhere))

    def exceptions(self, led: Sequence[UUID]) -> dict[UUID, str]:
        """Which items go elsewhere than the others.

        Raises:
            InvalidCommandError: naming each that the unit does not lead, or that is named twice.
        """
        candidates, found = frozenset(led), dict[UUID, str]()
        problems: list[Problem] = []
        for place, item in enumerate(self.asked.fields.get("items") or ()):
            stream, field = stream_id(Kind(item["kind"]), item["ref"]), f"items.{place}.ref"
            if stream not in candidates:
                problems.append(Problem(field, "item_not_led", {"value": shown(item["ref"])}))
            elif stream in found:
                problems.append(Problem(field, "item_twice", {"value": shown(item["ref"])}))
            found[stream] = item["unit"]
        if problems:
            raise InvalidCommandError(problems)
        return found


class Ending(Reforming):
    """A unit ends; what it leads and what is below it goes on elsewhere."""

    def give(self, command_id: str) -> None:
        """Records the end and every transfer together, then looks for what came too late."""
        found = self.asked.found
        self.judge_all()
        command, led = self._command(command_id)
        reorganise(command, led, found.tracker, found.clock)
        self.asked.wait_for_read_model()
        with asking(found) as connection:
            late = late_comers(connection, command, self.today)
        hand_over_late_comers(late, command, found.tracker, found.clock)

    def preview(self) -> date:
        """The same, recording nothing."""
        found = self.asked.found
        self.judge_all()
        command, led = self._command(_PREVIEW)
        preview_reorganising(command, led, found.tracker, found.clock)
        return command.end.effective_on

    def _command(self, command_id: str) -> tuple[Reorganise, list[UUID]]:
        said = dict(self.asked.fields)
        children_to, _ = said.pop("children_to", None), said.pop("items", None)
        end = self.deed.command(
            code=self.code,
            expected_version=None if command_id == _PREVIEW else self.asked.expected,
            **said,
            **self.meta(command_id),
        )
        self.asked.wait_for_read_model()
        with asking(self.asked.found) as connection:
            led = led_until_end(connection, end, self.today)
        exceptions = self.exceptions(led)
        return Reorganise(end=end, children_to=children_to, exceptions=exceptions), led

    def told(self, connection: Connection[Any], claim: Claim, *, is_done: bool) -> Told | None:
        """The end of the unit, and how much went elsewhere with it."""
        told = super().told(connection, claim, is_done=is_done)
        whole = recorded_since(connection, claim.command_id, claim.since)
        if told is None or whole is None:
            return None
        counted = {"transferred": whole.items, "moved": whole.units - 1}
        return told._replace(body={**told.body, "position": whole.position, **counted})


class HandingOver(Reforming):
    """What an ended unit still leads goes to who takes over."""

    def give(self, command_id: str) -> None:
        """Records every transfer together."""
        found = self.asked.found
        self.judge_all()
        command, _, led = self._command(command_id)
        refuse_stale(found.tracker.unit(self.code), self.asked.expected)
        hand_over(command, led, found.tracker, found.clock)

    def preview(self) -> date:
        """The same, recording nothing."""
        found = self.asked.found
        self.judge_all()
        command, since, led = self._command(_PREVIEW)
        preview_hand_over(command, led, found.tracker, found.clock)
        return since

    def _command(self, command_id: str) -> tuple[HandOver, date, list[UUID]]:
        said = dict(self.asked.fields)
        said.pop("items", None)
        since = ended_on(self.code, self.asked.found.tracker, self.today)
        self.asked.wait_for_read_model()
        with asking(self.asked.found) as connection:
            led = led_open(connection, self.code, since, self.today)
        command = HandOver(
            code=self.code,
            exceptions=self.exceptions(led),
            effective_on=self.today,
            **said,
            **self.meta(command_id),
        )
        return command, since, led

    def told(self, connection: Connection[Any], claim: Claim, *, is_done: bool) -> Told | None:
        """How much went over; nothing happens to the unit itself."""
        whole = recorded_since(connection, claim.command_id, claim.since)
        if whole is None and not is_done:
            return None
        version = self.asked.expected
        body = {
            "code": self.code,
            "version": version,
            "position": None if whole is None else whole.position,
            "transferred": 0 if whole is None else whole.items,
        }
        return Told(body, version)


def _route(name: str, deed: Deed, giving: type[Reforming], shape: Any) -> None:
    def give(code: Named, asked: Annotated[Asked, Depends(receiving(deed.body))]) -> Response:
        return answer_once(giving(asked=asked, deed=deed, code=normalize("NFC", code)))

    def look(code: Named, asked: Annotated[Asked, Depends(_looking(deed))]) -> Answer:
        planned = giving(asked=asked, deed=deed, code=normalize("NFC", code))
        since = planned.preview()
        with asking(asked.found) as connection:
            touched = affected(connection, planned.code, since, asked.today(connection))
        return affected_answer(touched)

    router.post(f"/units/{{code:path}}/{name}/preview", **about_preview(deed, AffectedShape))(look)
    router.post(f"/units/{{code:path}}/{name}", **about(deed, shape))(give)


def _looking(deed: Deed) -> Callable[..., Any]:
    return receiving(deed.body, is_versioned=False, is_repeatable=False)


for _name, _deed in END_UNIT.items():
    _route(_name, _deed, Ending, EndedUnitShape)
_route("hand-over", HAND_OVER, HandingOver, HandedOverShape)
