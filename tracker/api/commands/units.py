"""``POST /units`` founds a unit, ``POST /units/{code}/rename`` and ``/move`` change it."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar
from unicodedata import normalize

from fastapi import APIRouter, Depends, Response

from tracker.access.acting import refuse_unless_for_all_since
from tracker.access.judging import refuse_unless_everywhere
from tracker.api.commands.deeds import CHANGE_UNIT, ESTABLISH_UNIT, Deed
from tracker.api.commands.describing import about
from tracker.api.commands.once import GivingOnNamed, answer_once
from tracker.api.commands.receiving import Asked, receiving
from tracker.api.dependencies import asking
from tracker.api.questions.timeline import Named
from tracker.api.shapes.commands import RecordedUnitShape
from tracker.commands.units import EstablishUnit, change, establish

router = APIRouter()


class GivingOnUnit(GivingOnNamed):
    """A command on a unit."""

    FAMILY: ClassVar[str] = "unit"

    def judge(self, *codes: str) -> None:
        """Asks for the right to these units and to those that the body names, since its day.

        Raises:
            ForbiddenError: naming the unit.
            NotFoundError: no unit ever had the code.
        """
        asked, deed = self.asked, self.deed
        if deed.is_whole_without is not None and asked.fields.get(deed.is_whole_without) is None:
            refuse_unless_everywhere(asked.caller, deed.act)
        named = [("code", code) for code in codes] + list(self._named())
        with asking(asked.found) as connection:
            cut = asked.today(connection)
            since = asked.fields.get("effective_on", cut.as_of)
            refuse_unless_for_all_since(connection, asked.caller, deed.act, named, cut, since)

    def _named(self) -> Iterator[tuple[str, str]]:
        for field in self.deed.reaches:
            said = self.asked.fields.get(field)
            for code in said if isinstance(said, list) else [said]:
                if code is not None:
                    yield field, code

    def meta(self, command_id: str) -> dict[str, Any]:
        """Who gives the command, and as which request."""
        return {"actor": self.asked.caller.name, "command_id": command_id}


class Founding(GivingOnUnit):
    """A unit comes into being."""

    @property
    def created(self) -> str:
        """Its code."""
        return self.code

    def give(self, command_id: str) -> None:
        """Asks for the right to the parent; a root is for who runs the whole installation."""
        found = self.asked.found
        self.judge()
        command = EstablishUnit(**self.asked.fields, **self.meta(command_id))
        establish(command, found.tracker, found.clock)


class Changing(GivingOnUnit):
    """Something happens to one unit alone."""

    def give(self, command_id: str) -> None:
        """Asks for the right to the unit, and to the one that it goes below."""
        found = self.asked.found
        found.tracker.unit(self.code)
        self.judge(self.code)
        command = self.deed.command(
            code=self.code,
            expected_version=self.asked.expected,
            **self.asked.fields,
            **self.meta(command_id),
        )
        change(command, found.tracker, found.clock)


@router.post("/units", **about(ESTABLISH_UNIT, RecordedUnitShape, is_new=True))
def post_unit(
    asked: Annotated[Asked, Depends(receiving(ESTABLISH_UNIT.body, is_versioned=False))],
) -> Response:
    """A unit comes into being."""
    return answer_once(Founding(asked=asked, deed=ESTABLISH_UNIT, code=asked.fields["code"]))


def _changing(deed: Deed) -> Callable[..., Response]:
    def give(code: Named, asked: Annotated[Asked, Depends(receiving(deed.body))]) -> Response:
        return answer_once(Changing(asked=asked, deed=deed, code=normalize("NFC", code)))

    return give


for _name, _deed in CHANGE_UNIT.items():
    router.post(f"/units/{{code:path}}/{_name}", **about(_deed, RecordedUnitShape))(
        _changing(_deed)
    )
