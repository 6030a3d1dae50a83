"""Topics, event classes, shapes of lines and the contract name the same things."""

from dataclasses import MISSING

from tests.oracle import naive
from tracker.aggregates.events import FirstHappening, stored_fields
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES, EVENT_CLASSES, ITEM_CLASSES
from tracker.entry.lines import LINES
from tracker.fold.state import ALWAYS_SETS_DUE, MAY_SET_DUE
from tracker.fold.words import COMPLETED_KINDS, Kind, Word, word_as_stored

COMMON = {"type", "recorded_at"}
ADDED_TYPES = {"unit.split", "calendar.established", "calendar.days_adopted"}
ADDED_WHERE_DUE_IS_SET = {"deadline_text", "deadline_rule"}
ADDED_FIELDS = {
    "unit.dissolved": {"successor"},
    **{
        f"{kind}.{word_as_stored(kind, word)}": ADDED_WHERE_DUE_IS_SET
        for kind in COMPLETED_KINDS
        for word in (ALWAYS_SETS_DUE | MAY_SET_DUE)
    },
    **{f"{kind}.{Word.OVERDUE_FLAGGED}": {"for_due_on"} for kind in COMPLETED_KINDS},
    **{
        f"{kind}.{Word.DUE_SOON_FLAGGED}": {"for_due_on", "days_before"} for kind in COMPLETED_KINDS
    },
    **{
        f"{kind}.{Word.DEADLINE_EXTENDED}": {*ADDED_WHERE_DUE_IS_SET, "cause"}
        for kind in COMPLETED_KINDS
    },
}
"""What we added to the contract's words (docs/decisions/0005)."""


def test_every_topic_has_a_shape_and_every_shape_a_topic():
    assert set(LINES) == set(EVENT_CLASSES)


def test_a_lines_fields_are_those_that_are_stored():
    for topic, event_class in EVENT_CLASSES.items():
        stored = {field.name for field in stored_fields(event_class)}
        assert set(LINES[topic].model_fields) == (stored | COMMON) - {"command_id"}, topic


def test_what_a_line_must_say_is_stored_even_when_it_says_none():
    for topic, shape in LINES.items():
        must = {name for name, field in shape.model_fields.items() if field.is_required()}
        event_class = EVENT_CLASSES[topic]
        without_default = {
            field.name for field in stored_fields(event_class) if _has_no_default(field)
        }
        assert must - COMMON == without_default, topic


def _has_no_default(field: object) -> bool:

    return getattr(field, "default", None) is MISSING


def test_the_topics_are_the_types_of_the_contract():
    assert set(EVENT_CLASSES) == set(naive.FIELDS) | ADDED_TYPES


def test_the_fields_are_those_of_the_contract():
    for topic, (must, may) in naive.FIELDS.items():
        event_class = EVENT_CLASSES[topic]
        names = {field.name for field in stored_fields(event_class)} - {"command_id"}
        common = {"source", "effective_on", "actor", "reason", "note", "attachments"}
        assert names - common == {*must, *may} | ADDED_FIELDS.get(topic, set()), topic


def test_every_kind_has_every_word_under_its_own_spelling():
    for kind in COMPLETED_KINDS:
        words = set(Word) - ({Word.PAYMENT_RECORDED} if kind is not Kind.FINDING else set())
        item_class = ITEM_CLASSES[kind]
        assert set(item_class.EVENTS) == words
        for word, event_class in item_class.EVENTS.items():
            assert f"{kind}.{word_as_stored(kind, word)}" == event_class.TOPIC
            assert EVENT_CLASSES[event_class.TOPIC] is event_class


def test_a_topic_says_what_the_event_is():
    for topic, event_class in EVENT_CLASSES.items():
        assert topic == event_class.TOPIC
        assert event_class.class_version >= 1
        assert event_class.__doc__, topic
        begins = topic.partition(".")[2] in ("assigned", "set", "established")
        assert issubclass(event_class, FirstHappening) == begins
        if issubclass(event_class, ItemEvent):
            kind, _, word = topic.partition(".")
            assert word_as_stored(Kind(kind), event_class.word) == word


def test_a_topic_of_accounts_says_what_the_event_is():
    for topic, event_class in ACCOUNT_EVENT_CLASSES.items():
        assert topic == event_class.TOPIC
        assert event_class.__doc__, topic
        assert issubclass(event_class, FirstHappening) == (topic == "account.registered")


def test_no_field_of_an_account_s_event_is_a_secret():
    named = {f.name for event in ACCOUNT_EVENT_CLASSES.values() for f in stored_fields(event)}
    assert not named & {"password", "hash", "secret", "code", "cookie", "csrf", "token"}
