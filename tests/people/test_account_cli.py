"""``tracker account``: the first administrator is made there, and every question is answered."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pyotp import TOTP

from tests.cli.tracker_program import Ended, tracker
from tests.conftest import Databases
from tests.people.staff import ADMIN, AN, BINH, PASSWORD
from tests.support.scenario import FIRST, ROOT, unit_line, write_history
from tracker.clock import SystemClock
from tracker.database.connect import open_pool
from tracker.days import local_day
from tracker.errors import UnauthenticatedError
from tracker.people.links import accept
from tracker.people.people import People
from tracker.people.second_factor import begin, confirm
from tracker.people.signing_in import Attempt, sign_in

BY = ("--actor", "root")
TODAY = local_day(SystemClock().now())


@pytest.fixture
def url(database_url: str) -> str:
    """An installation where nobody is."""
    return database_url


@pytest.fixture(scope="module")
def office_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A district with an office; each test has people of its own there."""
    lines = [unit_line(), unit_line(FIRST, ROOT)]
    file = write_history(tmp_path_factory.mktemp("office") / "h.jsonl", lines)
    with databases.fresh() as url:
        assert tracker(url, "import-history", file).code == 0
        account(url, "register", ADMIN, "--full-name", "A", "--administrator", *BY)
        yield url


def account(url: str, *words: object) -> Ended:
    ended = tracker(url, "account", *words)
    assert ended.code == 0, ended.err
    return ended


def registered(url: str, *more: object, name: str = AN) -> Ended:
    return account(url, "register", name, "--full-name", "Nguyễn Văn An", *BY, *more)


def token_in(link: str) -> str:
    """What the link in the output opens the account with."""
    address = next(word for word in link.split() if word.startswith("http"))
    assert address.startswith("http://127.0.0.1:8000/invitation?token=")
    return parse_qs(urlsplit(address).query)["token"][0]


def rows(ended: Ended) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ended.out)))


def test_the_first_administrator_is_made_with_a_link_that_lets_in(url: str):
    secret = token_in(registered(url, "--administrator").out)

    with open_pool(url, size=2) as pool:
        people = People(pool)
        assert accept(people, secret, PASSWORD, "-", SystemClock()) == AN
        signed_in = sign_in(people, Attempt(AN, PASSWORD, None, "-", "-"), SystemClock())

    assert [(grant.role, grant.unit) for grant in signed_in.caller.grants] == [
        ("administrator", None)
    ]
    shown = account(url, "show", AN, "--format", "json").answer
    assert shown["has_password"]
    assert shown["grants"] == [
        {
            "role": "administrator",
            "unit": None,
            "since": TODAY.isoformat(),
            "until": None,
            "revoked_on": None,
        }
    ]


def test_a_link_is_printed_when_asked_for_and_for_programs_too(url: str):
    assert "http" not in registered(url).out

    answer = account(url, "invite", AN, *BY, "--format", "json").answer
    printed = account(url, "invite", AN, *BY).out

    assert answer["name"] == AN
    assert datetime.fromisoformat(answer["expires_at"]) > SystemClock().now()
    assert token_in(answer["link"]) != token_in(printed)
    assert AN in printed


def test_roles_are_granted_revoked_and_told_of_any_day(office_url: str):
    url = office_url
    registered(url, name=BINH)
    account(url, "grant", BINH, "--role", "clerk", "--unit", FIRST, *BY)
    account(url, "grant", BINH, "--role", "auditor", "--everywhere", "--until", "31/12/2199", *BY)
    account(url, "revoke", BINH, "--role", "clerk", "--unit", FIRST, *BY, "--reason", "Chuyển")

    held = account(url, "rights", "--on", TODAY, "--unit", FIRST, "--format", "csv")
    later = account(url, "rights", "--on", "2199-12-31", "--format", "json").answer

    assert [(row["role"], row["unit"]) for row in rows(held) if row["name"] == BINH] == [
        ("clerk", FIRST),
        ("auditor", ""),
    ]
    assert later["on"] == "2199-12-31"
    assert [(right["role"], right["until"]) for right in later["rights"]] == [
        ("auditor", "2199-12-31"),
        ("administrator", None),
    ]
    assert "Người kiểm tra" in account(url, "rights", "--on", TODAY).out


@pytest.mark.parametrize("where", [(), ("--unit", FIRST, "--everywhere")])
def test_the_whole_installation_is_never_meant_by_leaving_the_unit_out(
    url: str, where: tuple[str, ...]
):
    registered(url)

    for deed in ("grant", "revoke"):
        refused = tracker(url, "account", deed, AN, "--role", "administrator", *where, *BY)
        assert refused.code == 2
        assert "--everywhere" in refused.err
    assert account(url, "show", AN, "--format", "json").answer["version"] == 1


def test_an_account_is_renamed_disabled_and_enabled(url: str):
    registered(url, "--email", "an@hue.gov.vn")
    account(url, "rename", AN, "--full-name", "Nguyễn Thị An", *BY)
    account(url, "disable", AN, *BY)

    listed = account(url, "list", "--format", "json").answer["people"]
    table = account(url, "list").out
    account(url, "enable", AN.upper(), *BY)

    assert [(one["full_name"], one["email"], one["disabled"]) for one in listed] == [
        ("Nguyễn Thị An", None, True)
    ]
    assert "vô hiệu hóa" in table
    assert [row["disabled"] for row in rows(account(url, "list", "--format", "csv"))] == ["False"]
    topics = [row["type"] for row in rows(account(url, "history", AN, "--format", "csv"))]
    assert topics == [
        "account.registered",
        "account.renamed",
        "account.disabled",
        "account.enabled",
    ]


@pytest.mark.parametrize("output", ["table", "csv", "json"])
def test_what_happened_to_an_account_is_told_in_words(office_url: str, output: str):
    name = f"nguoi.{output}"
    registered(office_url, "--invite", "--reason", "Theo Quyết định 12", name=name)
    of = ("--role", "leader", "--unit", FIRST, "--since", "31/12/2199")
    account(office_url, "grant", name, *of, *BY)

    told = account(office_url, "history", name, "--format", output).out
    shown = account(office_url, "show", name, "--format", output).out

    assert "Theo Quyết định 12" in told
    assert ("Lãnh đạo" if output == "table" else "leader") in told
    assert FIRST in told
    assert FIRST in shown
    assert "token=" not in told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "khong.ai.ca"), 1, "khong.ai.ca"),
        (("history", "khong.ai.ca"), 1, "khong.ai.ca"),
        (("disable", "khong.ai.ca", *BY), 1, "khong.ai.ca"),
        (("register", "Nguyễn.A", "--full-name", "A", *BY), 2, "không dấu"),
        (("register", ADMIN, "--full-name", "A", *BY), 1, "đã có người dùng"),
        (("disable", ADMIN, *BY), 1, "người quản trị"),
        (("reset-second-factor", ADMIN, *BY), 1, "xác thực hai bước"),
        (("grant", ADMIN, "--role", "clerk", "--unit", "H99", *BY), 1, "H99"),
        (
            ("grant", ADMIN, "--role", "clerk", "--everywhere", "--since", "1/1/2024", *BY),
            1,
            "2024",
        ),
    ],
)
def test_a_refusal_is_one_line(office_url: str, words: tuple[str, ...], code: int, said: str):
    refused = tracker(office_url, "account", *words)

    assert refused.code == code
    assert said in refused.only_complaint


def test_who_lost_the_telephone_signs_in_without(url: str):
    secret = token_in(registered(url, "--invite").out)
    clock = SystemClock()
    with open_pool(url, size=2) as pool:
        people = People(pool)
        accept(people, secret, PASSWORD, "-", clock)
        enrolment = begin(people, AN, clock)
        confirm(people, AN, TOTP(enrolment.secret).at(clock.now()), clock)

        account(url, "reset-second-factor", AN, *BY, "--reason", "Mất điện thoại")

        with pytest.raises(UnauthenticatedError):
            sign_in(people, Attempt(AN, "mật khẩu của ai khác", None, "-", "-"), clock)
        assert sign_in(people, Attempt(AN, PASSWORD, None, "-", "-"), clock)
    told = account(url, "history", AN).out
    for said in ("Mất điện thoại", "qua liên kết", "sai mật khẩu", "bằng mật khẩu"):
        assert said in told


def test_a_rebuild_makes_accounts_anew(url: str):
    registered(url, "--administrator")
    with psycopg.connect(make_conninfo(url, options="-c search_path=tracker")) as owner:
        owner.execute("delete from account_grant")
        owner.execute("update account set full_name = 'X', version = 9")

    assert tracker(url, "rebuild").code == 0

    shown = account(url, "show", AN, "--format", "json").answer
    assert (shown["full_name"], shown["version"]) == ("Nguyễn Văn An", 3)
    assert len(shown["grants"]) == 1
