"""``GET /refusals``: who was refused what, for those who audit the whole installation."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tracker.access.judging import refuse_unless_everywhere
from tracker.access.refusals import PAGE, Noted, Period, refusals
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer
from tracker.api.shapes.refusals import RefusalsShape
from tracker.days import is_kept, parse_day
from tracker.errors import InvalidInputError
from tracker.rights.words import Act

router = APIRouter()

_LAST_NUMBER: Final = 2**63 - 1


class RefusalsQuery(BaseModel):
    """The local days, the account, and the page."""

    model_config = ConfigDict(extra="forbid")

    start: str | None = Field(
        None, alias="from", description="First day.", examples=["2024-06-01"], max_length=20
    )
    to: str | None = Field(None, description="Last day.", examples=["2024-06-30"], max_length=20)
    account: str | None = Field(
        None, description="Only of this account.", max_length=200, pattern=r"^[^\x00]*$"
    )
    limit: int = Field(200, ge=1, le=PAGE, description="Refusals in a page.")
    cursor: str | None = Field(None, description="The `next` of the page before.", max_length=200)

    def period(self) -> Period:
        """The same for the record.

        Raises:
            InvalidInputError: a day that is none.
        """
        first = None if self.start is None else parse_day(self.start, "from")
        last = None if self.to is None else parse_day(self.to, "to")
        return Period.of_days(first, last, self.account)


@router.get("/refusals", response_model=RefusalsShape, responses=QUESTION_ERRORS)
def get_refusals(
    query: Annotated[RefusalsQuery, Query()], caller: Calling, found: Installed
) -> Answer:
    """Refused accesses, the youngest first; for auditors and administrators of all units."""
    refuse_unless_everywhere(caller, Act.AUDIT)
    after = None if query.cursor is None else _read_cursor(query.cursor)
    with asking(found) as connection:
        page = refusals(connection, query.period(), after=after, limit=query.limit)
    more = len(page) == query.limit
    return {
        "refusals": [refusal.told() for refusal in page],
        "next": _cursor(page[-1]) if more else None,
    }


def _cursor(last: Noted) -> str:
    return urlsafe_b64encode(f"{last.at.isoformat()} {last.refusal_no}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    try:
        at, number = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        found = datetime.fromisoformat(at), int(number)
    except (ValueError, binascii.Error) as error:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor) from error
    if found[0].tzinfo is None or not is_kept(found[0]) or not 0 <= found[1] <= _LAST_NUMBER:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor)
    return found
