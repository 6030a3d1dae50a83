"""A form that was sent: who sent it, what was typed, which files came with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from tracker.api.commands.receiving import fields_of
from tracker.api.dependencies import Installed
from tracker.api.guard.forging import comes_from_here, refuse_forged
from tracker.bootstrap import Installation
from tracker.entry.fields import Attachment, Shape
from tracker.entry.problems import shown
from tracker.errors import (
    ForbiddenError,
    InvalidInputError,
    TrackerError,
    UnauthenticatedError,
)
from tracker.web.frame.arriving import FILE, read_form
from tracker.web.frame.files import keep_file, kept_before
from tracker.web.frame.leftover import BY, CSRF, Leftover, LeftoverError
from tracker.web.frame.typed import as_count, as_said, text_typed
from tracker.web.frame.visit import Visit, visiting

KEY: Final = "key"
VERSION: Final = "version"
KEPT: Final = "kept"
_KEY: Final = re.compile(r"[!-~]{1,100}")
"""Short enough for what is added where one form records several things."""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form as it was sent by a page of ours."""

    visit: Visit
    fields: Mapping[str, list[str]]
    """What was typed, in NFC, without blanks around it; fields left empty are not there."""
    kept: tuple[Attachment, ...] = ()
    """The files that came with it or with an earlier attempt; they are stored."""
    trouble: TrackerError | None = None
    """Why a file was not taken."""

    def one(self, name: str) -> str | None:
        """The field's text; None: left empty."""
        values = self.fields.get(name)
        return values[0] if values else None

    def many(self, name: str) -> list[str]:
        """All that was chosen in the field."""
        return self.fields.get(name, [])

    def text(self, name: str) -> str:
        """The field's text, or nothing."""
        return self.one(name) or ""

    @property
    def key(self) -> str | None:
        """The idempotency key of the form: sent twice, it is done once.

        Raises:
            InvalidInputError: none that a form of ours has.
        """
        key = self.one(KEY)
        if key is not None and _KEY.fullmatch(key) is None:
            raise InvalidInputError("bad_idempotency_key", field=KEY, value=shown(key))
        return key

    @property
    def version(self) -> int:
        """The version that the person saw; 0 where the form is about nothing that was there."""
        return as_count(self.text(VERSION))

    def given(self, body: type[Shape], **also: Any) -> dict[str, Any]:
        """The fields as a command's body has them, from fields of the form by the same names.

        A document's parts are ``source.number`` and so on; files are those kept.

        Args:
            body: the shape of the command.
            also: fields that the page makes of several of the form's, as JSON would have them.

        Raises:
            TrackerError: a file was not taken, or fields have not the shape of the body.
        """
        if self.trouble is not None:
            raise self.trouble
        return fields_of(body, {**self._said(body), **also})

    def _said(self, body: type[Shape]) -> dict[str, Any]:
        said = {}
        for name, told in body.model_fields.items():
            value = self._said_of(name, told.annotation)
            if value not in (None, [], {}):
                said[name] = value
        return said

    def _said_of(self, name: str, annotation: Any) -> Any:
        if name == "attachments":
            return [one.model_dump(exclude_none=True) for one in self.kept]
        parts = {inner for inner in self.fields if inner.startswith(f"{name}.")}
        if parts:
            return {inner.removeprefix(f"{name}."): self._part(inner) for inner in parts}
        values = self.many(name)
        if not values:
            return None
        return values if "list[" in str(annotation) else as_said(values[0], annotation)

    def _part(self, name: str) -> Any:
        is_day = name.endswith(".date")
        return as_said(self.text(name), date) if is_day else self.text(name)


async def submitted(request: Request, found: Installed) -> Submission:
    """Reads the form, sees that a page of ours sent it, and keeps its files.

    Raises:
        ForbiddenError: ``csrf_refused``.
        InvalidInputError: no form, or too many fields.
        LeftoverError: the session in which the form was filled in has ended.
        TooLargeError: more than a form may bring.
        UnauthenticatedError: nobody is signed in, and no page of ours sent it.
    """
    visit = await _visit(request, found)
    form = await read_form(request, found.settings.evidence_max_mb)
    try:
        fields = _fields(form)
        _refuse_forged(request, visit, form, "".join(fields.pop(CSRF, [])) or "-")
        fields.pop(BY, None)
        kept, trouble = await _files(visit, form, fields.pop(KEPT, []))
    finally:
        await form.close()
    return Submission(visit=visit, fields=fields, kept=tuple(kept), trouble=trouble)


Submitted = Annotated[Submission, Depends(submitted)]


async def _visit(request: Request, found: Installation) -> Visit:
    try:
        return await visiting(request, found)
    except UnauthenticatedError as error:
        if not comes_from_here(request):
            raise
        most_mb = found.settings.evidence_max_mb
        form = await read_form(request, most_mb, with_files=False)
        try:
            left = Leftover.of(request, form)
        finally:
            await form.close()
        raise LeftoverError(error, left) from error


def _refuse_forged(request: Request, visit: Visit, form: FormData, token: str) -> None:
    try:
        refuse_forged(request, visit.caller, repeated=token)
    except ForbiddenError as error:
        if not comes_from_here(request):
            raise
        raise LeftoverError(error, Leftover.of(request, form), visit) from error


def _fields(form: FormData) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and (text := text_typed(value)):
            fields.setdefault(name, []).append(text)
    return fields


async def _files(
    visit: Visit, form: FormData, told: list[str]
) -> tuple[list[Attachment], TrackerError | None]:
    """The files that are kept now, and why one is not."""
    kept: list[Attachment] = []
    try:
        kept.extend(kept_before(told))
        for upload in form.getlist(FILE):
            if isinstance(upload, UploadFile) and upload.filename:
                one = await keep_file(visit.found, visit.caller, upload)
                kept.append(one)
    except TrackerError as error:
        return kept, error
    return kept, None
