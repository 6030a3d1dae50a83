"""A log whose events were recorded here, at the times that the lines say, and not imported."""

from typing import Any

import orjson
import psycopg

from tests.oracle.naive import Line
from tracker.aggregates.events import stream_id


def record_here(url: str, lines: list[Line]) -> None:
    """Writes the lines straight into the log, as nobody but the owner can."""
    versions: dict[Any, int] = {}
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for line in lines:
            sort = line["type"].partition(".")[0]
            stream = stream_id(sort, line["ref"] if "ref" in line else line["code"])
            versions[stream] = versions.get(stream, 0) + 1
            said = {name: line[name] for name in line if name not in ("type", "recorded_at")}
            cursor.execute(
                "insert into tracker.event"
                " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
                " values (%s, %s, %s, %s, %s, %s)",
                (
                    stream,
                    versions[stream],
                    line["type"],
                    orjson.dumps(said),
                    line["effective_on"],
                    line["recorded_at"],
                ),
            )
