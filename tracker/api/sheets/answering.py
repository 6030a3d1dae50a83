"""The parameter that asks for a file, and the answer that is one."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from itertools import chain
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tracker.api.problems import QUESTION_ERRORS, language_of
from tracker.api.sheets.sheet import Sheet
from tracker.api.sheets.text import csv_parts
from tracker.api.sheets.workbook import parts, workbook
from tracker.catalogue import Language
from tracker.folding import words_of


class Form(StrEnum):
    """How a list is answered."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_TYPES: Final[Mapping[Form, str]] = {
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FormQuery(BaseModel):
    """For those questions whose answer can be had as a file."""

    form: Form = Field(
        Form.JSON,
        alias="format",
        description="As a file for spreadsheets: the whole list, with titles and words in the"
        " language of `Accept-Language`, and codes in columns of their own.",
    )


LIST_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    **QUESTION_ERRORS,
    int(HTTPStatus.OK): {
        "description": "The list",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in _TYPES.values()
        },
    },
}
"""What a question answers that can be had as a file, for its OpenAPI description."""


def as_file(
    request: Request, form: Form, sheet: Sheet[Any], language: Language | None = None
) -> Response:
    """The list as a file; what is wrong with it shows before anything is sent.

    Args:
        request: says in which language, where ``language`` does not.
        form: CSV or XLSX.
        sheet: the list.
        language: what the reader chose for the pages.

    Raises:
        InvalidInputError: more rows than the format can hold.
    """
    language = language or language_of(request)
    content: Iterator[bytes]
    if form is Form.CSV:
        lines = csv_parts(sheet, language)
        content = chain([next(lines)], lines)
    else:
        content = parts(workbook(sheet, language))
    name = "_".join([sheet.name, *([sheet.about] if sheet.about else [])])
    told = {"Content-Disposition": f'attachment; filename="{name}.{form.value}"'}
    return StreamingResponse(content, media_type=_TYPES[form], headers=told)


def file_word(value: str | date) -> str:
    """A day or a reference as it may stand in the name of a file."""
    if isinstance(value, date):
        return value.isoformat()
    return "-".join(words_of(value))
