"""``GET /counts``."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import counts_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, TreeQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, CountsShape
from tracker.errors import InvalidInputError
from tracker.reading.counts import Dimension, counts

router = APIRouter()


class CountsQuery(CutQuery, TreeQuery):
    """The dimensions beside the cut and the filters."""

    by: str | None = Field(
        None,
        description="Dimensions, separated by commas: " + ", ".join(Dimension),
        examples=["kind,issuer_level"],
        max_length=200,
    )

    def dimensions(self) -> list[Dimension]:
        """The dimensions named, in order.

        Raises:
            InvalidInputError: naming the one that is none.
        """
        names = [name.strip() for name in (self.by or "").split(",") if name.strip()]
        for name in names:
            if name not in set(Dimension):
                expected = ", ".join(Dimension)
                raise InvalidInputError(
                    "unknown_dimension", field="by", value=name, expected=expected
                )
        return [Dimension(name) for name in dict.fromkeys(names)]


@router.get(
    "/counts",
    response_model=CountsShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_counts(query: Annotated[CountsQuery, Query()], caller: Calling, found: Installed) -> Answer:
    """How many items are in each class on day C, as known at K."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        filters = query.through(query.filters(), found)
        filters = limited(connection, caller, filters, cut)
        result = counts(connection, cut, filters, query.dimensions())
    return through(counts_answer(result), filters)
