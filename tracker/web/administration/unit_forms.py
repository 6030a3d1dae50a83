"""What each command on a unit asks for, and how its form becomes the API's command."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from tracker.api.commands.deeds import CHANGE_UNIT, END_UNIT, ESTABLISH_UNIT, HAND_OVER, Deed
from tracker.api.commands.unit_ending import Ending, HandingOver, Reforming
from tracker.api.commands.units import Changing, Founding, GivingOnUnit
from tracker.entry.lines import Level
from tracker.errors import NotFoundError, TrackerError
from tracker.web.administration.beside import SOURCE_FIELDS, beside
from tracker.web.frame.addresses import part
from tracker.web.frame.giving import asked
from tracker.web.frame.submission import Submission

LEVELS: Final[tuple[str, ...]] = get_args(Level)
SHARED: Final = ("effective_on", "reason", *SOURCE_FIELDS)
"""The fields of every form."""
FOUNDING_FIELDS: Final = ("code", "name", "level", "parent", *SHARED)
GOES: Final = "goes."
"""Begins the fields that say where one item goes: ``goes.<kind>:<ref>``."""


@dataclass(frozen=True)
class UnitForm:
    """A command on a unit that is there."""

    deed: Deed
    giving: type[GivingOnUnit]
    fields: tuple[str, ...]
    """What it asks for beside day, document and reason."""

    def beside(self, error: TrackerError, sent: Submission) -> TrackerError:
        """A refusal by the fields of this form, where commands say `successor` of several."""
        called = dict.fromkeys({"successor", "to"} - set(self.fields), self.fields[0])
        value, children_to = error.details.get("value"), sent.one("children_to")
        if value is not None and value == children_to != sent.one(self.fields[0]):
            called["successor"] = "children_to"
        return beside(error, (*self.fields, *SHARED), called)

    @property
    def is_previewed(self) -> bool:
        """Whether work goes over with it, which is shown before it is recorded."""
        return issubclass(self.giving, Reforming)

    @property
    def is_dated(self) -> bool:
        """Whether the person says of which day it is."""
        return "effective_on" in self.deed.body.model_fields


FORMS: Final[Mapping[str, UnitForm]] = {
    "rename": UnitForm(CHANGE_UNIT["rename"], Changing, ("name",)),
    "move": UnitForm(CHANGE_UNIT["move"], Changing, ("parent",)),
    "merge": UnitForm(END_UNIT["merge"], Ending, ("into", "children_to")),
    "split": UnitForm(END_UNIT["split"], Ending, ("successors", "children_to")),
    "dissolve": UnitForm(END_UNIT["dissolve"], Ending, ("successor", "children_to")),
    "hand-over": UnitForm(HAND_OVER, HandingOver, ("to",)),
}
"""By the last part of the command's address."""


def form_of(name: str) -> UnitForm:
    """The command of that name.

    Raises:
        NotFoundError: there is none.
    """
    found = FORMS.get(name)
    if found is None:
        raise NotFoundError("unknown_page", field="path", value=name)
    return found


def founding(sent: Submission) -> Founding:
    """The founding of a unit that the form asks for.

    Raises:
        TrackerError: fields have not the shape that they should have.
    """
    fields = sent.given(ESTABLISH_UNIT.body, parent=sent.one("parent"))
    request = asked(sent.visit, "/units", fields, key=sent.key)
    return Founding(asked=request, deed=ESTABLISH_UNIT, code=fields["code"])


def giving(sent: Submission, name: str, code: str, *, is_preview: bool = False) -> GivingOnUnit:
    """The command that the form asks for.

    Args:
        sent: the form.
        name: which command.
        code: of which unit.
        is_preview: whether nothing is to be recorded.

    Raises:
        TrackerError: fields have not the shape that they should have.
    """
    form = form_of(name)
    fields = sent.given(form.deed.body, **_also(sent, form))
    path = f"/units/{part(code)}/{name}"
    key = None if is_preview else sent.key
    request = asked(sent.visit, path, fields, version=sent.version, key=key)
    return form.giving(asked=request, deed=form.deed, code=code)


def _also(sent: Submission, form: UnitForm) -> dict[str, Any]:
    """What a form says otherwise than by one field of the same name."""
    if "parent" in form.fields:
        # Below nothing is something to be said, too.
        return {"parent": sent.one("parent")}
    items = [
        {"kind": kind, "ref": ref, "unit": units[0]}
        for field, units in sent.fields.items()
        if field.startswith(GOES)
        for kind, _, ref in [field.removeprefix(GOES).partition(":")]
    ]
    return {"items": items} if items else {}
