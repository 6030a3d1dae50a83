"""The programs that are told: who may be added, and what they sign with."""

from base64 import b64decode
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook

from tests.alerts.desk import Desk
from tests.support.scenario import FIRST
from tracker.alerts.recipients.endpoints import (
    MOST_PHONES,
    Endpoint,
    add_endpoint,
    end_endpoint,
    endpoint,
    endpoints,
)
from tracker.alerts.words import Channel
from tracker.errors import InvalidInputError, NotFoundError
from tracker.projections.projector import catch_up

URL = "https://cong.example/canh-bao?khoa=1"
PHONE = "0912345678"


@pytest.fixture
def desk(staffed: Desk) -> Desk:
    catch_up(staffed.url)
    return staffed


def added(  # noqa: PLR0913, PLR0917 - what a form has
    desk: Desk,
    channel: Channel = Channel.WEBHOOK,
    unit: str | None = FIRST,
    label: str = "Cổng điều hành",
    url: str = URL,
    phones: tuple[str, ...] = (),
) -> Endpoint:
    return add_endpoint(desk.connection, channel, unit, label, url, phones, "quan.tri", desk.now)


def test_what_was_added_is_listed_as_it_was_said(desk: Desk) -> None:
    one = added(desk)
    assert endpoints(desk.connection) == [one]
    assert endpoint(desk.connection, one.endpoint_id) == one
    assert (one.channel, one.unit, one.label, one.url) == (
        Channel.WEBHOOK,
        FIRST,
        "Cổng điều hành",
        URL,
    )
    assert (one.added_by, one.added_at, one.ended_at) == ("quan.tri", desk.now, None)


def test_each_has_a_secret_of_its_own_that_the_library_of_the_standard_takes(desk: Desk) -> None:
    one, other = added(desk), added(desk)
    assert one.secret != other.secret
    assert one.secret.startswith("whsec_")
    assert 24 <= len(b64decode(one.secret.removeprefix("whsec_"), validate=True)) <= 64
    assert Webhook(one.secret).sign("msg_1", desk.now, "{}").startswith("v1,")


def test_a_secret_shows_in_no_log(desk: Desk) -> None:
    one = added(desk)
    assert one.secret not in repr(one)
    assert one.label in repr(one)


def test_one_that_has_ended_is_told_apart(desk: Desk) -> None:
    one, other = added(desk, label="B"), added(desk, label="A")
    end_endpoint(desk.connection, one.endpoint_id, desk.now)
    ended_at = desk.now
    desk.on("3/1")
    end_endpoint(desk.connection, one.endpoint_id, desk.now)
    assert endpoints(desk.connection) == [other]
    assert [found.label for found in endpoints(desk.connection, with_ended=True)] == ["A", "B"]
    assert endpoint(desk.connection, one.endpoint_id).ended_at == ended_at


def test_one_that_nobody_added_can_neither_be_looked_at_nor_ended(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="unknown_endpoint"):
        endpoint(desk.connection, UUID(int=1))
    with pytest.raises(NotFoundError, match="unknown_endpoint"):
        end_endpoint(desk.connection, UUID(int=1), desk.now)


def test_text_is_composed_and_blanks_are_one(desk: Desk) -> None:
    decomposed = "  Cô\u0309ng   điều hành "
    assert added(desk, label=decomposed, unit=None).label == "C\u1ed5ng điều hành"


def test_telephones_are_kept_as_digits_and_once(desk: Desk) -> None:
    said = ("0912 345.678", "+84 (91) 234-5678", PHONE)
    assert added(desk, Channel.TEXT, phones=said).phones == (PHONE, "+84912345678")


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("channel", {"channel": Channel.INBOX}),
    ("channel", {"channel": Channel.EMAIL}),
    ("label", {"label": " "}),
    ("label", {"label": "x" * 101}),
    ("label", {"label": "a\x07b"}),
    ("url", {"url": ""}),
    ("url", {"url": "cong.example/canh-bao"}),
    ("url", {"url": "ftp://cong.example/"}),
    ("url", {"url": "https:///canh-bao"}),
    ("url", {"url": "https://ai:matkhau@cong.example/"}),
    ("url", {"url": "https://cong.example/#phan"}),
    ("url", {"url": "https://cong.example/" + "x" * 2000}),
    ("url", {"url": "https://cong.example/\nHost: khac"}),
    ("url", {"url": "https://cong.example:99999/"}),
    ("phones", {"phones": (PHONE,)}),
    ("phones", {"channel": Channel.TEXT}),
    ("phones", {"channel": Channel.TEXT, "phones": ("không có",)}),
    ("phones", {"channel": Channel.TEXT, "phones": ("1234567",)}),
    (
        "phones",
        {
            "channel": Channel.TEXT,
            "phones": tuple(f"{n:09}" for n in range(MOST_PHONES + 1)),
        },
    ),
]


def test_what_cannot_be_is_refused_with_the_field_named(desk: Desk) -> None:
    for field, said in REFUSED:
        with pytest.raises(InvalidInputError) as refused:
            added(desk, **said)
        assert refused.value.details["field"] == field, said
    assert endpoints(desk.connection, with_ended=True) == []


def test_a_unit_that_nobody_knows_is_refused(desk: Desk) -> None:
    for code in ("H99", "H57\x00"):
        with pytest.raises(NotFoundError, match="unknown_unit"):
            added(desk, unit=code)
    assert endpoints(desk.connection) == []
