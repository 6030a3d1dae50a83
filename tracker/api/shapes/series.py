"""The shape of a series, for the OpenAPI description."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from tracker.api.shapes import MappedShape


class PointShape(BaseModel):
    """What `counts` says of the day on which a step ends."""

    as_of: date
    total: int
    out: int
    counts: dict[str, int]


class SeriesShape(MappedShape):
    """``GET /series``."""

    model_config = ConfigDict(populate_by_name=True)

    start: date = Field(alias="from")
    to: date
    step: str
    known_at: datetime
    steps: list[PointShape]
