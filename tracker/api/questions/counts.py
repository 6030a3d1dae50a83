"""``GET /counts``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import counts_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, TreeQuery, asking
from tracker.api.shapes import Answer, CountsShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.errors import InvalidInputError
from tracker.present.lists import counts_columns
from tracker.reading.counts import Counts, Dimension, Group, counts
from tracker.reading.cut import Filters

router = APIRouter()


class CountsQuery(CutQuery, TreeQuery, FormQuery):
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
    responses=LIST_ANSWERS,
)
def get_counts(
    request: Request, query: Annotated[CountsQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """How many items are in each class on day C, as known at K."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        filters = query.through(query.filters(), found)
        filters = limited(connection, caller, filters, cut)
        result = counts(connection, cut, filters, query.dimensions())
    if query.form is Form.JSON:
        return through(counts_answer(result), filters)
    return as_file(request, query.form, _sheet(result, filters, query.dimensions()))


def _sheet(result: Counts, filters: Filters, by: list[Dimension]) -> Sheet[Group]:
    dated = {"as_of": result.cut.as_of, "known_at": result.cut.known_at}
    totals = {"column.total": result.total, "class.out": result.out}
    if result.money is not None:
        totals["column.amount_required"] = result.money.required
        totals["column.amount_recovered"] = result.money.recovered
    columns = counts_columns(result, by)
    day = file_word(result.cut.as_of)
    return Sheet("counts", columns, result.groups, dated, filters, totals, day)
