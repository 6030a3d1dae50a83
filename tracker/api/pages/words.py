"""What a reader is told in his language: messages, refusals, grants."""

from functools import partial
from typing import NamedTuple

from fastapi import Request

from tracker.api.problems import language_of
from tracker.catalogue import Language, text
from tracker.errors import TrackerError
from tracker.present import writing
from tracker.present.refusals import refusal
from tracker.rights.granting import Grant


class Words(NamedTuple):
    """The catalogue, opened at the reader's language."""

    language: Language

    def say(self, name: str, /, **details: object) -> str:
        """The message of that name."""
        return text(self.language, name, **details)

    def why(self, error: TrackerError) -> str:
        """What was refused, as a sentence of its own."""
        told = refusal(self.language, error.code, error.details)
        return f"{told[:1].upper()}{told[1:]}."

    def grant(self, grant: Grant) -> str:
        """``Người cập nhật, đơn vị H57.31, từ ngày 02/01/2024``."""
        day = partial(writing.day, language=self.language)
        where = "page.everywhere" if grant.unit is None else "page.in_unit"
        when = "page.since" if grant.until is None else "page.since_until"
        told = (
            self.say(f"role.{grant.role}"),
            self.say(where, unit=grant.unit),
            self.say(when, since=day(grant.since), until=grant.until and day(grant.until)),
        )
        return ", ".join(told)


def words_for(request: Request) -> Words:
    """The words in the language that the reader asks for."""
    return Words(language_of(request))
