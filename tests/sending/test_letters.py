"""Letters: what mail servers and mail programs read in them."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from tracker.days import LOCAL_ZONE
from tracker.sending.letters import Letter, message_of

SENDER = "theodoi@h57.example"
LETTER = Letter(
    name="7b3f1f6e-6a3c-4c58-9a0e-3d2f6b1a9c11",
    to_address="an.nguyen@h57.example",
    to_name="Nguyễn Văn An",
    from_name="Theo dõi cải cách hành chính",
    subject="[CCHC] Nhắc việc ngày 18/3/2024: 1 việc quá hạn",
    text="Kính gửi anh/chị Nguyễn Văn An,\n" + "quá hạn " * 200 + "\n.\n",
    html="<p>Kính gửi anh/chị</p>",
    sent_at=datetime(2024, 3, 18, 7, tzinfo=LOCAL_ZONE),
    unsubscribe="https://tracker.h57.example/alerts/unsubscribe/bi-mat",
)


def read(**changes: Any) -> EmailMessage:
    """The letter as a mail program reads it out of the bytes that were sent."""
    sent = message_of(LETTER._replace(**changes), SENDER).as_bytes()
    assert sent.isascii()
    assert max(map(len, sent.splitlines())) < 998
    message = message_from_bytes(sent, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_it_says_from_whom_to_whom_when_and_by_which_name() -> None:
    told = read()

    assert told["From"] == "Theo dõi cải cách hành chính <theodoi@h57.example>"
    assert told["To"] == "Nguyễn Văn An <an.nguyen@h57.example>"
    assert told["Subject"] == LETTER.subject
    assert told["Date"].datetime == LETTER.sent_at
    assert told["Message-ID"] == f"<{LETTER.name}@h57.example>"


def test_it_has_text_and_html_with_all_accents() -> None:
    text, html = read().get_body(("plain",)), read().get_body(("html",))

    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_no_machine_answers_it() -> None:
    told = read()
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["X-Auto-Response-Suppress"] == "All"


def test_mail_programs_offer_to_stop_them_with_one_click() -> None:
    told = read()
    assert told["List-Unsubscribe"] == f"<{LETTER.unsubscribe}>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_addresses_stand_plainly_however_long_they_are() -> None:
    """A mail program looks for them in the header as it stands, not in encoded words."""
    long = "https://theo-doi-cai-cach.so-noi-vu.h57.example/alerts/unsubscribe/" + "b" * 43
    sender = f"theodoi@{'don-vi.' * 12}h57.example"

    sent = message_of(LETTER._replace(unsubscribe=long), sender).as_bytes()

    assert f"\r\nList-Unsubscribe: <{long}>\r\n".encode() in sent
    assert f"\r\nMessage-ID: <{LETTER.name}@{sender.partition('@')[2]}>\r\n".encode() in sent


def test_one_click_is_not_offered_where_it_would_be_readable_on_the_way() -> None:
    told = read(unsubscribe="http://127.0.0.1:8000/alerts/unsubscribe/bi-mat")
    assert told["List-Unsubscribe"] == "<http://127.0.0.1:8000/alerts/unsubscribe/bi-mat>"
    assert told["List-Unsubscribe-Post"] is None


def test_who_cannot_stop_them_is_not_told_so() -> None:
    assert read(unsubscribe=None)["List-Unsubscribe"] is None


@pytest.mark.parametrize("field", ["to_name", "from_name", "subject"])
@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_what_begins_a_line_in_a_name_begins_none_in_the_head(field: str, line: str) -> None:
    told = read(**{field: f"An{line}Bcc: all@else.example{line}{line}<p>"})

    assert told["Bcc"] is None
    assert told["To"].addresses[0].addr_spec == LETTER.to_address
    assert len(told["To"].addresses) == 1
    assert len(told.get_all("Subject")) == 1
    header = {"to_name": "To", "from_name": "From", "subject": "Subject"}[field]
    assert "An Bcc: all@else.example <p>" in str(told[header])


def test_a_name_that_looks_like_an_address_is_none() -> None:
    told = read(to_name='"chu.tich@else.example" <chu.tich@else.example>,')
    assert [one.addr_spec for one in told["To"].addresses] == [LETTER.to_address]


@pytest.mark.parametrize("length", range(50, 90, 3))
@pytest.mark.parametrize("sign", ["B", '"', "\\", "(", "ễ"])
def test_addresses_in_a_name_that_is_too_long_for_a_line_are_none(length: int, sign: str) -> None:
    told = read(to_name=(sign * length)[:length] + ", <ke@else.example>, So Noi vu")
    assert [one.addr_spec for one in told["To"].addresses] == [LETTER.to_address]
