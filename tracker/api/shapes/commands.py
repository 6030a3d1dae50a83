"""The shapes of the answers to commands."""

from pydantic import BaseModel, Field

from tracker.api.shapes import EventShape


class RecordedShape(BaseModel):
    """What a command recorded."""

    version: int = Field(description="Now; the `ETag`, and what the next write names.")
    position: int = Field(
        description="The last position of the log that belongs to it; questions that are asked"
        " with it as `min_position` know of it."
    )
    event_no: int = Field(description="The place of its first event in the stream, from 1.")
    events: list[EventShape] = Field(description="What it recorded here, mostly one event.")


class RecordedItemShape(RecordedShape):
    """``POST /items/…``."""

    kind: str
    ref: str


class RecordedUnitShape(RecordedShape):
    """``POST /units``, ``POST /units/{code}/rename`` and ``/move``."""

    code: str


class EndedUnitShape(RecordedUnitShape):
    """``POST /units/{code}/merge``, ``/split`` and ``/dissolve``."""

    transferred: int = Field(description="Items that another unit leads now.")
    moved: int = Field(description="Units that are below another one now.")


class HandedOverShape(BaseModel):
    """``POST /units/{code}/hand-over``; nothing happens to the unit itself."""

    code: str
    version: int
    position: int | None = Field(description="None where there was nothing to hand over.")
    transferred: int = Field(description="Items that another unit leads now.")


class RecordedCalendarShape(RecordedShape):
    """``POST /calendars``."""

    code: str


class AdoptedShape(RecordedCalendarShape):
    """``POST /calendars/{code}/adopt-days``."""

    moved: int = Field(description="Items whose deadline the days moved.")
