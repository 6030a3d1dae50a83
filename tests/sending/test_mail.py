"""The post, against a mail server that is a process of its own."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tests.sending.certifying import certified
from tests.sending.test_letters import LETTER
from tests.support.programs import Program, programs
from tests.support.smtp_server import PASSWORD, USER
from tests.support.waiting import GUARD, Aside
from tracker.sending.mail import Post
from tracker.sending.patience import GRACE_SECONDS
from tracker.sending.words import MailServer, NotSentError, Security, Why
from tracker.settings import Settings

OPEN = MailServer("127.0.0.1", 0, Security.NONE, "theodoi@h57.example", seconds=0.3)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certified(tmp_path_factory.mktemp("certificate"), ip_address("127.0.0.1"))


class Served:
    """A server that runs, and what it took."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.port = program.says()

    def does(self, mode: str) -> None:
        self.program.tell(mode)
        self.program.says_in_time(mode.split(maxsplit=1)[0])

    def taken(self) -> list[dict[str, Any]]:
        lines = (self.folder / "taken.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def post(self, trust: ssl.SSLContext | None = None, **changes: Any) -> Post:
        told = {**vars(OPEN), "port": self.port, **changes}
        return Post(MailServer(**told), trust)


@contextmanager
def serving(folder: Path, *private: object) -> Iterator[Served]:
    with programs() as start:
        yield Served(start("smtp_server", folder, 0, *private), folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("post")) as served:
        yield served


@pytest.fixture
def served(shared: Served) -> Served:
    shared.does("accept")
    (shared.folder / "taken.jsonl").write_bytes(b"")
    return shared


def not_sent(post: Post, **changes: Any) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        post.send(LETTER._replace(**changes))
    return caught.value


# --- taken ---------------------------------------------------------------------------------------


def test_letters_go_over_one_connection(served: Served) -> None:
    with served.post() as post:
        for number in range(3):
            post.send(LETTER._replace(to_address=f"so.{number}@h57.example"))

    taken = served.taken()
    assert [one["to"] for one in taken] == [[f"so.{n}@h57.example"] for n in range(3)]
    assert {one["from"] for one in taken} == {"theodoi@h57.example"}
    assert len({tuple(one["peer"]) for one in taken}) == 1


def test_after_a_broken_connection_the_next_letter_makes_another(served: Served) -> None:
    with served.post() as post:
        served.does("drop")
        error = not_sent(post)
        assert (error.why, error.for_good, error.closed) == (Why.UNREACHABLE, False, False)
        served.does("accept")
        post.send(LETTER)
    assert len(served.taken()) == 2


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "said", "for_good"),
    [
        ("refuse 451 4.3.2 busy", "451 4.3.2 busy", False),
        ("refuse 554 5.7.1 looks like spam", "554 5.7.1 looks like spam", False),
        ("refuse-recipients 450 4.2.1 greylisted", "450 4.2.1 greylisted", False),
        ("refuse-recipients 550 5.1.1 unknown", "550 5.1.1 unknown", True),
        ("refuse-recipients 552 5.2.2 full", "552 5.2.2 full", False),
        ("refuse-recipients 530 sign in first", "530 sign in first", False),
    ],
)
def test_a_refusal_is_told_in_the_server_s_words(
    served: Served, mode: str, said: str, for_good: bool
) -> None:
    with served.post() as post:
        served.does(mode)
        error = not_sent(post)
        assert (error.why, error.said) == (Why.REFUSED, said)
        assert (error.for_good, error.closed) == (for_good, False)
        served.does("accept")
        post.send(LETTER)
    assert len(served.taken()) == 1


def test_a_long_refusal_is_kept_short_and_on_one_line(served: Served) -> None:
    with served.post() as post:
        served.does("refuse 451 " + "very " * 80)
        assert len(not_sent(post).said) == 300


@pytest.mark.parametrize(
    "address",
    [
        "",
        "an",
        "an@",
        "an @h57.example",
        "an@h57.example\r\nX: 1",
        "an@h57.example, all@else.example",
        "<an@h57.example>",
        ".an@h57.example",
        "an.@h57.example",
        "an..ha@h57.example",
    ],
)
def test_what_is_no_address_is_not_tried(served: Served, address: str) -> None:
    with served.post() as post:
        error = not_sent(post, to_address=address)
    assert (error.why, error.for_good) == (Why.BAD_ADDRESS, True)
    assert served.taken() == []


# --- closed --------------------------------------------------------------------------------------


def test_a_server_that_never_answers_closes_the_way(served: Served) -> None:
    with served.post() as post:
        served.does("silent")
        error = not_sent(post)
    assert (error.why, error.for_good, error.closed) == (Why.SILENT, False, True)


def test_a_server_that_sends_everybody_away_closes_the_way(served: Served) -> None:
    served.does("refuse-greeting")
    with served.post() as post:
        error = not_sent(post)
    assert (error.why, error.said, error.closed) == (Why.REFUSED, "421 not today", True)


def test_where_nobody_listens_the_way_is_closed() -> None:
    with Post(MailServer("127.0.0.1", 9, Security.NONE, OPEN.sender)) as post:
        error = not_sent(post)
    assert (error.why, error.closed) == (Why.UNREACHABLE, True)


# --- private -------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_user_and_password_travel_where_nobody_can_read_them(
    tmp_path: Path, certificate: tuple[Path, Path], security: Security
) -> None:
    trust = ssl.create_default_context(cafile=certificate[0])
    signed_in = {"user": USER.decode(), "security": security, "seconds": 30}
    with serving(tmp_path, security, *certificate) as served:
        with served.post(trust, **signed_in, password=SecretStr(PASSWORD.decode())) as post:
            post.send(LETTER)
        with served.post(trust, **signed_in, password=SecretStr("sai")) as post:
            wrong = not_sent(post)
        with served.post(None, **signed_in, password=SecretStr(PASSWORD.decode())) as post:
            unknown = not_sent(post)

        (taken,) = served.taken()
    assert (taken["private"], taken["user"]) == (True, "tracker")
    assert (wrong.why, wrong.closed, wrong.for_good) == (Why.REFUSED, True, False)
    assert wrong.said.startswith("535")
    assert "sai" not in str(wrong)
    assert (unknown.why, unknown.closed) == (Why.UNREACHABLE, True)


def test_a_server_without_starttls_is_told_nothing(served: Served) -> None:
    with served.post(security=Security.STARTTLS) as post:
        assert not_sent(post).closed
    assert served.taken() == []


# --- settings ------------------------------------------------------------------------------------


def told(**settings: Any) -> Settings:
    return Settings(database_url=SecretStr("dbname=x"), **settings)


def test_without_a_server_there_is_no_mail() -> None:
    assert told().mail is None


def test_a_server_is_known_by_its_settings_and_private_unless_said() -> None:
    mail = told(smtp_host="mail.h57.example", mail_from="theodoi@h57.example").mail
    assert mail == MailServer("mail.h57.example", 587, Security.STARTTLS, "theodoi@h57.example")


@pytest.mark.parametrize(
    "settings",
    [
        {"smtp_host": "mail"},
        {"mail_from": "a@b.example"},
        {"smtp_host": "mail", "mail_from": "Theo dõi <a@b.example>"},
        {"smtp_host": "mail", "mail_from": "a@b.example", "smtp_user": "an"},
        {"smtp_host": "mail", "mail_from": "a@b.example", "smtp_password": "bí mật"},
        {
            "smtp_host": "mail",
            "mail_from": "a@b.example",
            "smtp_user": "an",
            "smtp_password": "bí mật",
            "smtp_security": "none",
        },
        {"smtp_host": "mail", "mail_from": "a@b.example", "smtp_security": "ssl"},
        {"smtp_host": "mail", "mail_from": "a@b.example", "smtp_seconds": 0},
    ],
)
def test_what_does_not_fit_together_is_refused_without_showing_the_password(
    settings: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as caught:
        told(**settings)
    assert "bí mật" not in str(caught.value)


def test_the_password_is_in_no_text_of_the_settings() -> None:
    whole = told(
        smtp_host="mail",
        mail_from="a@b.example",
        smtp_user="an",
        smtp_password="bí mật",  # noqa: S106
    )
    assert "bí mật" not in f"{whole!r} {whole.mail!r}"


def test_who_is_to_end_does_not_wait_for_a_silent_server_to_the_last(served: Served) -> None:
    """Ten seconds are given to a scheduler that is told to end."""
    assert GRACE_SECONDS < 10
    stop = Event()
    mail = MailServer("127.0.0.1", served.port, Security.NONE, OPEN.sender, seconds=10 * GUARD)
    served.does("silent")
    with Post(mail, stop=stop) as post:
        sending = Aside(lambda: not_sent(post))
        served.program.says_in_time({"silent": f"<{LETTER.name}@h57.example>"})
        assert sending.going_on
        stop.set()
        assert sending.result().why is Why.SILENT
