"""The OpenAPI document against the application: schemathesis asks all that it describes.

In positive mode a check would have everything accepted that fits the described types. By design
it is not: a day or a moment is a string to the document and judged by us, with our own words, and
a code or reference must be one that somebody knows. So that check is left out where values are
random, and ``test_what_is_described_and_known_is_answered`` does its work with real values.
"""

from datetime import date, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.api.asking import Web
from tests.api.people.addresses import ADDRESSES
from tests.support.properties import examples
from tracker.alerts.audit.outcomes import Outcome
from tracker.alerts.words import Occasion
from tracker.api.app import PREFIX
from tracker.api.commands.deeds import DEEDS, PREVIEWED
from tracker.days import LOCAL_ZONE
from tracker.reading.counts import Dimension

TIMELINE = "/api/v1/items/{kind}/{ref}/timeline"
ITEM = "/api/v1/items/{kind}/{ref}"
QUESTIONS = [
    "/api/v1/counts",
    "/api/v1/items",
    "/api/v1/flows",
    "/api/v1/series",
    "/api/v1/changes",
    "/api/v1/alerts",
    TIMELINE,
    ITEM,
]
STORY = "/api/v1/items/{kind}/{ref}/deadline"
CALENDAR = "/api/v1/calendars/{code}"
UNIT = "/api/v1/units/{code}"
ABOUT_DAYS = ["/api/v1/deadline", STORY, "/api/v1/calendars", CALENDAR, "/api/v1/units", UNIT]
HEALTH = ["/healthz", "/readyz", "/metrics"]
ELSEWHERE = {
    ("POST", "/api/v1/evidence"),
    ("GET", "/api/v1/items/{kind}/{ref}/evidence"),
    ("GET", "/api/v1/items/{kind}/{ref}/evidence/{sha256}"),
}
"""Tried in tests/evidence/test_evidence_description.py."""
RECORD = {("GET", "/api/v1/refusals")}
"""Tried in tests/api/guard/test_guard_refusals.py."""
COMMANDS = {("POST", PREFIX + path) for path in (*DEEDS, *(f"{p}/preview" for p in PREVIEWED))}
"""Tried in tests/api/commands/test_commands_described.py."""

ACCOUNTS = set(ADDRESSES)
"""Tried in tests/api/people/test_people_description.py."""

DAYS = st.dates(date(2022, 12, 1), date(2024, 12, 31)).map(date.isoformat)
MOMENTS = DAYS | st.builds(
    datetime.combine,
    st.dates(date(2022, 12, 1), date(2024, 12, 31)),
    st.times(timezones=st.just(LOCAL_ZONE)),
).map(datetime.isoformat)
FILTERS = {
    "unit": st.sampled_from(["H57", "H57.31", "H57.31.05", "H57.31.05.02", "H30", "H30.35.01"]),
    "kind": st.sampled_from(["plan_task", "directive", "finding"]),
    "issuer_level": st.sampled_from(["province", "district", "party"]),
    "format": st.sampled_from(["json", "json", "csv", "xlsx"]),
    "min_position": st.integers(1, 100),
}
KNOWN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "/api/v1/counts": (
        {"as_of": DAYS},
        {
            **FILTERS,
            "known_at": MOMENTS,
            "by": st.lists(st.sampled_from(list(Dimension)), max_size=6).map(",".join),
        },
    ),
    "/api/v1/items": (
        {"as_of": DAYS},
        {
            **FILTERS,
            "known_at": MOMENTS,
            "class": st.lists(st.sampled_from(["done_on_time", "open_overdue", "met", "out"])),
            "q": st.sampled_from(["kiem diem", "2024-NV1", "ký"]),
            "limit": st.integers(1, 1000),
        },
    ),
    "/api/v1/flows": (
        {"from": st.just("2022-12-01"), "to": DAYS},
        {**FILTERS, "known_at": MOMENTS},
    ),
    "/api/v1/series": (
        {"from": st.just("2024-02-01"), "to": st.sampled_from(["2024-02-01", "2024-05-31"])},
        {**FILTERS, "known_at": MOMENTS, "step": st.sampled_from(["day", "week", "month"])},
    ),
    "/api/v1/changes": (
        {"as_of": DAYS, "against": MOMENTS},
        {**FILTERS, "known_at": MOMENTS},
    ),
    "/api/v1/alerts": (
        {"on": DAYS},
        {
            **FILTERS,
            "known_at": MOMENTS,
            "occasion": st.sampled_from(list(Occasion)).map(str),
            "outcome": st.sampled_from(list(Outcome)).map(str),
            "limit": st.integers(1, 1000),
        },
    ),
    "/api/v1/deadline": (
        {
            "words": st.sampled_from(
                ["05 ngày làm việc kể từ ngày 26/4/2024", "hằng quý", "trước ngày 15/3", ""]
            )
        },
        {"dated": DAYS, "received": DAYS, "assigned": DAYS, "known_at": MOMENTS},
    ),
    STORY: (
        {},
        {"as_of": DAYS, "known_at": st.dates(date(2024, 5, 1), date(2198, 12, 31)).map(str)},
    ),
    "/api/v1/calendars": ({}, {"known_at": MOMENTS}),
    CALENDAR: ({"year": st.integers(1900, 2199)}, {"known_at": MOMENTS}),
    "/api/v1/units": ({"as_of": DAYS}, {"unit": FILTERS["unit"], "known_at": MOMENTS}),
    UNIT: (
        {},
        {"as_of": DAYS, "known_at": st.dates(date(2024, 5, 1), date(2198, 12, 31)).map(str)},
    ),
    ITEM: (
        {},
        {"as_of": DAYS, "known_at": st.dates(date(2024, 5, 1), date(2198, 12, 31)).map(str)},
    ),
    TIMELINE: ({}, {"known_at": st.dates(date(2024, 5, 1), date(2198, 12, 31)).map(str)}),
}
"""Parameters that are needed and those that may be given, with values that mean something."""
ITEMS = ["directive/HH-T-001", "plan_task/HH-2024-NV11", "finding/PH-KL08-1", "target/PH-2024-CT01"]


@pytest.fixture(scope="session")
def described(sample: Web) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", sample.app)


def test_nothing_is_described_that_is_not_tried_here(described: BaseSchema) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert {(one.method.upper(), one.path) for one in operations} == {
        *(("GET", path) for path in QUESTIONS + ABOUT_DAYS + HEALTH),
        *ELSEWHERE,
        *RECORD,
        *COMMANDS,
        *ACCOUNTS,
    }


@pytest.mark.parametrize("path", QUESTIONS + ABOUT_DAYS)
def test_what_does_not_fit_the_description_is_refused_as_described(
    described: BaseSchema, sample: Web, path: str
) -> None:
    strategy = described[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @examples(1)
    @given(case=strategy)
    def ask(case: Case) -> None:
        case.call_and_validate(headers=sample.credentials, excluded_checks=[ignored_auth])

    ask()


@pytest.mark.parametrize("path", QUESTIONS + ABOUT_DAYS + HEALTH)
def test_what_fits_the_description_is_answered_or_refused_as_described(
    described: BaseSchema, sample: Web, path: str
) -> None:
    strategy = described[path]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE)

    @examples(1)
    @given(case=strategy)
    def ask(case: Case) -> None:
        left_out = [positive_data_acceptance, ignored_auth]
        case.call_and_validate(headers=sample.credentials, excluded_checks=left_out)

    ask()


@pytest.mark.parametrize("path", QUESTIONS + ABOUT_DAYS)
def test_what_is_described_and_known_is_answered(
    described: BaseSchema, sample: Web, path: str
) -> None:
    operation = described[path]["GET"]
    needed, possible = KNOWN[path]
    with_deadline = [item for item in ITEMS if not item.startswith("target")]
    item = st.sampled_from(with_deadline if path == STORY else ITEMS).map(
        lambda text: text.split("/")
    )

    @examples(1.5)
    @given(query=st.fixed_dictionaries(needed, optional=possible), item=item)
    def ask(query: dict[str, Any], item: list[str]) -> None:
        kind, ref = item
        named = {"kind": kind, "ref": ref} if path in (TIMELINE, ITEM, STORY) else {}
        if path == CALENDAR:
            named = {"code": "VN"}
        if path == UNIT:
            named = {"code": "H57.31.05"}
        case = operation.Case(path_parameters=named, query=query)
        response = case.call(headers=sample.credentials)
        assert response.status_code == 200, response.text
        case.validate_response(response, excluded_checks=[ignored_auth])

    ask()
