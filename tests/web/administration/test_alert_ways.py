"""The ways out of the house on their pages: other programs, and the mail server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.alerts.posting import MailServer
from tests.api.asking import serving
from tests.api.people.conftest import NOW, hashing_cheaply
from tests.conftest import Databases
from tests.support.programs import programs
from tests.support.scenario import FIRST
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page
from tracker.alerts.recipients.endpoints import endpoints
from tracker.clock import FixedClock

ENDPOINTS, MAIL, TRY = "/admin/alerts/endpoints", "/admin/alerts/mail", "/admin/alerts/mail/try"
NOBODY = "http://127.0.0.1:9/"
"""Where nobody listens."""
HOOK = {"label": "Một cửa tỉnh", "channel": "webhook", "url": NOBODY, "unit": FIRST}
RENAME = "/admin/people/quan.tri/rename"


def add(bureau: Bureau, **typed: str) -> httpx.Response:
    return bureau.send(bureau.look(ENDPOINTS), ENDPOINTS, **{**HOOK, **typed})


def presses(page: Page, deed: str) -> list[str]:
    """The forms of one deed, by their addresses."""
    actions = [one.told["action"] for one in page.root.all("form")]
    return [action for action in actions if action.endswith(f"/{deed}")]


def test_a_program_is_told_and_its_secret_is_shown_this_once(own: Bureau) -> None:
    shown = Page.of(add(own))

    secret = shown.one("input", id="endpoint-secret").told["value"]
    assert secret.startswith("whsec_")
    assert "chỉ hiện một lần" in shown.text
    page = own.look(ENDPOINTS)
    assert secret not in page.response.text
    assert "Một cửa tỉnh" in page.text
    assert "Phòng Nội vụ" in page.text


def test_a_gateway_of_short_texts_has_numbers(own: Bureau) -> None:
    typed = {"channel": "text", "phones": "0912 345 678\n0987654321", "unit": ""}

    Page.of(add(own, everywhere="yes", **typed))

    with own.web.found.pool.connection() as connection:
        (one,) = endpoints(connection)
    assert one.phones == ("0912345678", "0987654321")
    assert one.unit is None
    assert "toàn hệ thống" in own.look(ENDPOINTS).text


def test_one_that_ends_is_told_nothing_any_more(own: Bureau) -> None:
    add(own)
    page = own.look(ENDPOINTS)
    (end,) = presses(page, "end")

    assert "Đã ngừng gửi" in own.said(own.send(page, end))

    page = own.look(ENDPOINTS)
    assert "đã ngừng lúc" in page.text
    assert presses(page, "end") == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"label": ""}, "label"),
        ({"channel": "email"}, "channel"),
        ({"url": "ftp://a"}, "url"),
        ({"unit": ""}, "unit"),
        ({"unit": "H99"}, "unit"),
        ({"phones": "0912345678"}, "phones"),
        ({"channel": "text"}, "phones"),
        ({"channel": "text", "phones": "gọi tôi"}, "phones"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    bureau: Bureau, typed: dict[str, str], field: str
) -> None:
    answer = add(bureau, **typed)

    page = Page.of(answer, 404 if typed.get("unit") else 422)
    assert set(page.error_of) == {field}
    assert "Chưa có phần mềm nào" in page.text


def test_a_test_says_why_it_did_not_reach_the_program(own: Bureau) -> None:
    add(own)
    page = own.look(ENDPOINTS)
    (path,) = presses(page, "try")

    answer = Page.of(own.send(page, path), 503)

    assert "Một cửa tỉnh: Chưa gửi được: Địa chỉ không được phép gọi" in answer.text


def test_endpoints_and_mail_are_for_who_audits_or_administers_everything(bureau: Bureau) -> None:
    for path in (ENDPOINTS, MAIL):
        bureau.look(path, 403, as_="qt.noivu")
        bureau.look(path, 403, as_="kiem.tra")
    assert "Chưa có máy chủ thư" in bureau.look(MAIL).text


@pytest.fixture(scope="module")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A mail server, which is a process of its own."""
    folder: Path = tmp_path_factory.mktemp("post")
    with programs() as start:
        program = start("smtp_server", folder, 0)
        yield MailServer(program, folder, program.says())


def test_the_mail_server_s_answer_to_a_test_letter_is_shown(
    databases: Databases, furnished: str, mail_server: MailServer
) -> None:
    told = {"smtp_host": "127.0.0.1", "smtp_port": mail_server.port, "smtp_security": "none"}
    with (
        databases.fresh(template=furnished) as url,
        serving(
            url, clock=FixedClock(NOW), signed_in=False, mail_from="theodoi@h57.example", **told
        ) as web,
    ):
        hashing_cheaply(web.found)
        own = Bureau(web)
        assert "chưa có địa chỉ thư" in own.look(MAIL).text
        own.send(own.look(RENAME), RENAME, email="quantri@h57.example")
        page = own.look(MAIL)
        assert "127.0.0.1" in page.text

        assert "đã nhận thư thử gửi tới quantri@h57.example" in own.said(own.send(page, TRY))
        mail_server.does("refuse-recipients 550 No such mailbox")
        refused = Page.of(own.send(page, TRY), 503)

    assert mail_server.to() == ["quantri@h57.example"]
    assert "550 No such mailbox" in refused.text
