"""The report on a day's alerts as programs read it, and as a table."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from tracker.alerts.audit.lines import Cause, Line, Report
from tracker.alerts.audit.notices import Notice
from tracker.alerts.words import Occasion
from tracker.catalogue import Language, text
from tracker.days import show_moment
from tracker.present import writing
from tracker.present.columns import Column, coded
from tracker.present.happening import event_name


def report_answer(report: Report, lines: Iterable[Line]) -> dict[str, Any]:
    """``alert report --format json``: the whole day in numbers, and some of its lines."""
    return {
        "on": report.cut.as_of.isoformat(),
        "known_at": show_moment(report.cut.known_at),
        "morning": report.look.morning.isoformat("minutes"),
        "due_soon_days": list(report.look.due_soon_days),
        "swept_at": _moment(report.swept.at),
        "swept_later_at": _moment(report.swept.later_at),
        "first_swept_on": _day(report.swept.first_on),
        "due": report.due,
        "untold": report.untold,
        "unread": report.unread,
        "totals": {outcome.value: number for outcome, number in report.totals.items()},
        "alerts": [_line(line) for line in lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "outcome": line.outcome.value,
        "occasion": line.occasion.value,
        "level": line.level,
        "kind": line.kind and line.kind.value,
        "ref": line.ref,
        "title": line.title,
        "unit": line.unit,
        "about_on": line.about_on.isoformat(),
        "fired_on": line.fired_on.isoformat(),
        "raised_at": _moment(line.raised_at),
        "event_no": line.event_no,
        "cause": None if line.cause is None else _cause(line.cause),
        "told": [_notice(notice) for notice in line.notices],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "no": cause.no,
        "type": cause.type,
        "effective_on": cause.effective_on.isoformat(),
        "recorded_at": show_moment(cause.recorded_at),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "name": notice.name,
        "full_name": notice.full_name,
        "channel": notice.channel.value,
        "level": notice.level,
        "state": notice.fate.value,
        "why": notice.why and notice.why.value,
        "raised_at": show_moment(notice.raised_at),
        "settled_at": _moment(notice.settled_at),
        "address": notice.address,
        "problem": notice.problem,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else show_moment(moment)


def swept_told(report: Report, language: Language) -> str:
    """In one sentence whether the scheduler looked at the day, and when."""
    swept = report.swept
    if swept.at is not None:
        at = writing.moment(swept.at, language)
        return text(language, "audit.alerts_swept", at=at)
    if swept.first_on is None:
        return text(language, "audit.alerts_never")
    if report.cut.as_of < swept.first_on:
        on = writing.day(swept.first_on, language)
        return text(language, "audit.alerts_before_first", on=on)
    if swept.later_at is not None:
        at = writing.moment(swept.later_at, language)
        return text(language, "audit.alerts_not_run", at=at)
    return text(language, "audit.alerts_not_yet")


def level_told(occasion: Occasion, level: int, language: Language) -> str:
    """``trước hạn 3 ngày``, ``quá hạn 7 ngày``: how far from the day it is about."""
    name = occasion.value
    if occasion is Occasion.OVERDUE and level == 1:
        name = "first"
    return text(language, f"alert_level.{name}", days=abs(level))


def notice_told(notice: Notice, language: Language) -> str:
    """Who was told, by which way, and what became of it, in one phrase."""
    told = [text(language, f"channel.{notice.channel}"), fate_told(notice, language)]
    return f"{notice.full_name or notice.name or '?'} ({', '.join(told)})"


def fate_told(notice: Notice, language: Language) -> str:
    """What became of it, when, and why it was dropped."""
    told = text(language, f"alert_fate.{notice.fate}")
    if notice.settled_at is not None:
        told = f"{told} {writing.moment(notice.settled_at, language)}"
    return told if notice.why is None else f"{told}: {text(language, f'why.{notice.why}')}"


def _told(line: Line) -> str:
    return " ".join(
        f"{notice.name or '?'}:{notice.channel}:{notice.fate}" for notice in line.notices
    )


def _told_in_words(line: Line, language: Language) -> str:
    return "; ".join(notice_told(notice, language) for notice in line.notices)


def _cause_in_words(line: Line, language: Language) -> str | None:
    return None if line.cause is None else event_name(line.cause.type, language)


ALERTS: Final[tuple[Column[Line], ...]] = (
    coded("outcome", "alert_outcome", lambda line: line.outcome.value),
    coded("occasion", "occasion", lambda line: line.occasion.value),
    Column(
        "alert_level",
        lambda line: line.level,
        lambda line, language: level_told(line.occasion, line.level, language),
    ),
    coded("kind", "kind", lambda line: line.kind and line.kind.value),
    Column("ref", lambda line: line.ref),
    Column("unit", lambda line: line.unit),
    Column("about_on", lambda line: line.about_on),
    Column("fired_on", lambda line: line.fired_on),
    Column("raised_at", lambda line: line.raised_at),
    Column("alert_cause", lambda line: line.cause and line.cause.type, _cause_in_words),
    Column("cause_recorded_at", lambda line: line.cause and line.cause.recorded_at),
    Column("told", _told, _told_in_words),
    Column("title", lambda line: line.title),
)
"""``alert report``, a row an alert."""
