"""A clerk before the forms for new work: what is copied from a paper, and what came of it."""

from typing import Any

import httpx

from tests.support.scenario import FIRST
from tests.web.items.counter import Counter
from tests.web.reading_pages import Page
from tracker.fold.words import Kind

CLERK = "vt.huyen"
DIRECTIVE, FINDING, TASK, TARGET = Kind.DIRECTIVE, Kind.FINDING, Kind.PLAN_TASK, Kind.TARGET


def path_of(kind: Kind) -> str:
    return f"/record/new/{kind}"


def letter(number: str, **typed: Any) -> dict[str, Any]:
    """A letter that gives work, as a clerk copies it."""
    return {
        "source.issuer": "UBND tỉnh Hậu Giang",
        "issuer_level": "province",
        "source.type": "Công văn",
        "source.number": number,
        "source.date": "2024-05-30",
        "effective_on": "2024-06-03",
        "title": "Báo cáo kết quả rà soát thủ tục hành chính",
        "deadline_text": "ngày 15/6/2024",
        "units": [FIRST],
        **typed,
    }


def sent(counter: Counter, kind: Kind, as_: str = CLERK, **typed: Any) -> httpx.Response:
    """Sends a new form with what was typed."""
    form = counter.look(f"/register/{kind}", as_=as_).filled(path_of(kind))
    return counter.post(path_of(kind), {**form, **typed}, as_)


def refused(response: httpx.Response, status: int = 422) -> Page:
    return Page.of(response, status)


def first(counter: Counter, kind: Kind, ref: str) -> dict[str, Any]:
    """What an item was begun with."""
    return vars(counter.events(kind, ref)[0])


def valued(page: Page, name: str) -> list[str]:
    """What the fields of that name hold or offer."""
    fields = [one for one in page.main.all("input") if one.told.get("name") == name]
    return [one.told["value"] for one in fields]
