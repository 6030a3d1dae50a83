"""The report on a day's alerts in words: its numbers with their lists, its lines."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.alerts.audit.lines import Line, Report, is_untold
from tracker.alerts.audit.notices import Notice
from tracker.alerts.audit.outcomes import ALARMS, BESIDE, DUE, Outcome
from tracker.alerts.audit.reported import fate_told, level_told
from tracker.present.happening import event_name
from tracker.web.frame.words import Words


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number of the day, and the list behind it."""

    outcome: Outcome
    value: int
    address: str

    @property
    def is_alarm(self) -> bool:
        """Whether something is broken or was tampered with."""
        return self.value > 0 and self.outcome in ALARMS


@dataclass(frozen=True, kw_only=True)
class ShownNotice:
    """Who was told, by which way, and what became of it."""

    name: str
    login: str | None
    channel: str
    fate: str
    told: str
    level: str | None
    """Where it is another level than the line's."""
    address: str | None
    problem: str | None


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """An alert as the page shows it."""

    line: Line
    level: str
    raised_at: str | None
    cause: str | None
    notices: list[ShownNotice]
    is_untold: bool


def due(report: Report, address: Callable[..., str]) -> list[Number]:
    """What the marks of the day came to."""
    return _numbers(report, DUE, address)


def beside(report: Report, address: Callable[..., str]) -> list[Number]:
    """What else was raised."""
    return _numbers(report, (*BESIDE, Outcome.UNFOUNDED), address)


def _numbers(
    report: Report, outcomes: tuple[Outcome, ...], address: Callable[..., str]
) -> list[Number]:
    totals = report.totals
    return [
        Number(
            outcome=outcome,
            value=totals[outcome],
            address=address(outcome=outcome.value, only=None),
        )
        for outcome in outcomes
    ]


def shown_line(line: Line, words: Words) -> ShownLine:
    """A line in the reader's words."""
    cause = line.cause
    return ShownLine(
        line=line,
        level=level_told(line.occasion, line.level, words.language),
        raised_at=None if line.raised_at is None else words.moment(line.raised_at),
        cause=cause
        and words.say(
            "audit.alerts_because",
            event=event_name(cause.type, words.language),
            at=words.moment(cause.recorded_at),
        ),
        notices=[_notice(notice, line, words) for notice in line.notices],
        is_untold=is_untold(line),
    )


def _notice(notice: Notice, line: Line, words: Words) -> ShownNotice:
    is_later = notice.level != line.level
    return ShownNotice(
        name=notice.full_name or notice.name or "?",
        login=notice.name if notice.full_name else None,
        channel=words.say(f"channel.{notice.channel}"),
        fate=notice.fate.value,
        told=fate_told(notice, words.language),
        level=level_told(line.occasion, notice.level, words.language) if is_later else None,
        address=notice.address,
        problem=notice.problem,
    )
