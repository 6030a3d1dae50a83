"""Runs of the standing jobs in words."""

from collections.abc import Mapping
from datetime import datetime

from tracker.catalogue import Language, text
from tracker.present import writing

_SHORTEST = 1
_MINUTE = 60


def told(numbers: Mapping[str, int], language: Language) -> str:
    """What a run did: every number that is not zero, with what it counts.

    A job that counts nothing says nothing; one whose numbers are all zero had nothing to do.
    """
    said = [
        text(language, f"job_told.{name}", number=writing.whole(number, language))
        for name, number in numbers.items()
        if number
    ]
    return "; ".join(said) if said or not numbers else text(language, "job_told.nothing")


def lasted(begun_at: datetime, ended_at: datetime, language: Language) -> str:
    """How long a run took, in whole seconds, or minutes and seconds."""
    seconds = int((ended_at - begun_at).total_seconds())
    if seconds < _SHORTEST:
        return text(language, "job_told.less_than_a_second")
    minutes, rest = divmod(seconds, _MINUTE)
    if not minutes:
        return text(language, "job_told.seconds", seconds=rest)
    return text(
        language, "job_told.minutes", minutes=writing.whole(minutes, language), seconds=rest
    )
