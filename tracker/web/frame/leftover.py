"""A form that was filled in, whose session has ended meanwhile: nothing of it is lost.

What the request itself brought is shown again to whoever sent it, and to nobody else; it is
never sent on by itself. No form with a password comes this way (tracker/web/account/ours.py).
"""

from dataclasses import dataclass
from typing import Final, Self

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from tracker.api.guard.sizes import LARGEST_BODY
from tracker.errors import ForbiddenError, InvalidInputError, TooLargeError, TrackerError
from tracker.rights.granting import Caller
from tracker.web.frame.addresses import is_ours, is_page_path, path_of
from tracker.web.frame.arriving import WITH_FILES, kind_of
from tracker.web.frame.visit import Visit

CSRF: Final = "csrf"
BY: Final = "by"
_ROOM: Final = 64 * 1024
"""Bytes beside the fields, in the form that brings them back."""


class Leftover(BaseModel):
    """What somebody typed, and where it was to go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(max_length=2_000)
    fields: list[tuple[str, str]] = Field(max_length=5_000)
    """In the form's order; without the token of the session that has ended."""
    files: list[str] = Field(default=[], max_length=10)
    """Names of files that were not taken; who sends it again chooses them again."""
    takes_files: bool = False
    by: str | None = Field(None, max_length=200)
    """Whose form it was; None: the form does not say."""

    @classmethod
    def of(cls, request: Request, form: FormData) -> Self:
        """What a form brought.

        Raises:
            TooLargeError: more than could be brought back.
        """
        told = form.multi_items()
        said = [(_plain(name), _plain(value)) for name, value in told if isinstance(value, str)]
        left = cls(
            path=path_of(request),
            fields=[(name, value) for name, value in said if name not in {CSRF, BY}],
            files=[_plain(v.filename) for _, v in told if isinstance(v, UploadFile) and v.filename],
            takes_files=kind_of(request) == WITH_FILES,
            by=next((value for name, value in said if name == BY), None),
        )
        largest = LARGEST_BODY - _ROOM
        if len(left.packed.encode()) > largest:
            raise TooLargeError("body_too_large", largest=largest)
        return left

    @classmethod
    def unpacked(cls, packed: str) -> Self:
        """The same, as a page brought it back.

        Raises:
            InvalidInputError: ``broken_form``: no page of ours made it.
        """
        try:
            left = cls.model_validate_json(packed)
        except ValidationError as error:
            raise InvalidInputError("broken_form", field="left") from error
        if not is_ours(left.path) or not is_page_path(left.path):
            raise InvalidInputError("broken_form", field="left")
        return left

    def refuse_another(self, caller: Caller) -> None:
        """What somebody typed is not sent in another's name, on a machine that they share.

        Raises:
            ForbiddenError: ``filled_in_by_another``.
        """
        if self.by not in {None, caller.name}:
            raise ForbiddenError("filled_in_by_another", value=self.by)

    @property
    def packed(self) -> str:
        """All of it in one field."""
        return self.model_dump_json()


def _plain(text: str) -> str:
    """Without halves of signs, which have no UTF-8."""
    return text.encode("utf-8", "replace").decode()


@dataclass
class LeftoverError(Exception):
    """Has the page answered that keeps the form.

    ``visit`` is whoever is signed in now, where somebody is.
    """

    error: TrackerError
    left: Leftover
    visit: Visit | None = None
