"""What was stored once is read for ever, and as it was: one file a topic and version."""

import json
from dataclasses import KW_ONLY, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar
from unicodedata import is_normalized
from uuid import uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError
from psycopg import Connection

from tests.golden.make import ALL_CLASSES, EVENTS, path_of, state_of
from tests.support.scenario import Office
from tracker.aggregates import topics
from tracker.aggregates.events import FirstHappening, stored_fields
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES, EVENT_CLASSES
from tracker.commands.items import Urge
from tracker.entry.lines import LINES
from tracker.eventstore import mapper
from tracker.eventstore.mapper import EventMapper, RecordedEvent, decode_state
from tracker.fold.words import Kind, Word

GOLDEN = sorted(EVENTS.glob("*.json"))
LEARNED = datetime(2024, 3, 8, 10, tzinfo=UTC)


def golden(path: Path) -> tuple[str, bytes]:
    """Topic and stored bytes."""
    topic, _, version = path.stem.rpartition(".")
    assert version.startswith("v")
    return topic, path.read_bytes().removesuffix(b"\n")


def recorded(topic: str, state: bytes) -> RecordedEvent:
    return RecordedEvent(
        originator_id=uuid4(),
        originator_version=7,
        topic=topic,
        state=state,
        position=1_234,
        recorded_at=LEARNED,
    )


def mapper_of(topic: str) -> EventMapper:
    """The mapper of the log in which a topic stands."""
    return EventMapper(EVENT_CLASSES if topic in EVENT_CLASSES else ACCOUNT_EVENT_CLASSES)


def test_every_topic_has_a_file_of_its_version():
    assert {path_of(topic) for topic in ALL_CLASSES} <= set(GOLDEN)


def test_every_file_is_of_a_topic_of_today():
    assert {golden(path)[0] for path in GOLDEN} == set(ALL_CLASSES)


def test_no_log_takes_the_topics_of_the_other():
    assert not EVENT_CLASSES.keys() & ACCOUNT_EVENT_CLASSES.keys()
    for classes, others in (
        (EVENT_CLASSES, ACCOUNT_EVENT_CLASSES),
        (ACCOUNT_EVENT_CLASSES, EVENT_CLASSES),
    ):
        for topic in others:
            with pytest.raises(MapperDeserialisationError, match="unknown topic"):
                decode_state(topic, state_of(topic), classes)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_stored_bytes_are_read_into_the_class_and_written_back_alike(path: Path):
    topic, state = golden(path)
    stored = recorded(topic, state)

    event = mapper_of(topic).to_domain_event(stored)
    again = mapper_of(topic).to_stored_event(event)

    assert type(event) is ALL_CLASSES[topic]
    assert topic == event.TOPIC
    assert event.recorded_at == LEARNED
    assert (event.originator_id, event.originator_version) == (stored.originator_id, 7)
    assert event.effective_on == again.effective_on == date(2024, 3, 8)
    if path == path_of(topic):
        assert (again.topic, again.state) == (topic, state)
    if isinstance(event, FirstHappening):
        assert event.originator_topic == topic.partition(".")[0]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_field_reads_as_it_was_meant(path: Path):
    topic, state = golden(path)

    event = mapper_of(topic).to_domain_event(recorded(topic, state))

    told = json.loads(state)
    told.pop("v", None)
    for name, value in told.items():
        found = getattr(event, name)
        assert (found.isoformat() if isinstance(found, date) else found) == value
    if path == path_of(topic):
        assert {field.name for field in stored_fields(type(event))} == set(told), "all filled in"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_history_file_could_hold_it_unless_it_is_about_an_account(path: Path):
    topic, state = golden(path)
    assert is_normalized("NFC", state.decode())
    if topic in ACCOUNT_EVENT_CLASSES:
        assert topic not in LINES
        return
    line = {"type": topic, "recorded_at": LEARNED.isoformat(), **json.loads(state)}
    del line["command_id"]

    LINES[topic].model_validate(line)


@pytest.mark.parametrize("topic", ALL_CLASSES)
def test_the_generator_makes_what_is_there(topic: str):
    assert state_of(topic) == golden(path_of(topic))[1]


# --- a shape that changed ------------------------------------------------------------------------


class UrgedTwice(ItemEvent):
    """As ``directive.urged`` might become: it says how often."""

    TOPIC = "directive.urged"
    class_version: ClassVar[int] = 2
    word = Word.URGED

    _: KW_ONLY
    times: int

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["times"] = 1


@pytest.fixture
def urged_twice(monkeypatch: pytest.MonkeyPatch) -> type[ItemEvent]:
    """The class of tomorrow in the place of today's."""
    monkeypatch.setitem(topics.EVENT_CLASSES, "directive.urged", UrgedTwice)  # type: ignore[arg-type]
    return UrgedTwice


def test_an_older_shape_is_upcast_on_reading(urged_twice: type[ItemEvent]):
    topic, state = golden(EVENTS / "directive.urged.v1.json")

    event = EventMapper().to_domain_event(recorded(topic, state))
    again = EventMapper().to_stored_event(event)
    once_more = EventMapper().to_domain_event(recorded(topic, again.state))

    assert type(event) is urged_twice
    assert vars(event)["times"] == vars(once_more)["times"] == 1
    assert json.loads(again.state) == {"v": 2, "times": 1, **json.loads(state)}


def test_a_stream_with_both_shapes_is_read_from_the_store(
    office: Office, owner: Connection[Any], urged_twice: type[ItemEvent]
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")
    owner.execute(
        "insert into event"
        " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
        " select originator_id, 3, topic,"
        " convert_to((convert_from(state, 'utf8')::jsonb || '{\"v\":2,\"times\":5}')::text,"
        " 'utf8'), effective_on, recorded_at from event where topic = 'directive.urged'"
    )

    _, *urged = office.tracker.item(Kind.DIRECTIVE, "CD-01").happenings

    assert [type(event) for event in urged] == [urged_twice, urged_twice]
    assert [vars(event)["times"] for event in urged] == [1, 5]
    assert [event.fact.word for event in urged] == [Word.URGED, Word.URGED]


def test_a_shape_of_a_later_version_than_ours_is_refused():
    """Read by an older program it would lose what the newer one said."""
    topic, state = golden(EVENTS / "directive.urged.v1.json")
    newer = b'{"v":2,"times":5,' + state.removeprefix(b"{")

    with pytest.raises(MapperDeserialisationError):
        decode_state(topic, newer)


def test_only_the_fields_of_the_class_are_stored():
    for topic, event_class in ALL_CLASSES.items():
        frame = {"originator_id", "originator_version", "originator_topic", "timestamp"}
        names = {field.name for field in fields(event_class)} - frame
        assert {field.name for field in stored_fields(event_class)} == names, topic
    assert mapper.EVENT_CLASSES is topics.EVENT_CLASSES
