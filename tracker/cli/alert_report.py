"""``tracker alert report``: which alerts should have been raised on a day, and were they."""

from datetime import date, datetime
from typing import Annotated

import typer

from tracker.alerts.audit.lines import Line, Report
from tracker.alerts.audit.outcomes import Outcome
from tracker.alerts.audit.report import alerts_on
from tracker.alerts.audit.reported import ALERTS, report_answer, swept_told
from tracker.alerts.words import Occasion
from tracker.cli.context import say, settings, up_to_date
from tracker.cli.grouping import grouped
from tracker.cli.options import Format, FormatOption, KnownAt, as_day, as_moment, read_day
from tracker.cli.output import print_json, print_list, print_table
from tracker.cli.where import Where
from tracker.errors import RuleViolationError
from tracker.present import writing
from tracker.present.columns import Value
from tracker.reading.cut import cut_at

app = typer.Typer()

On = Annotated[
    str, typer.Option("--on", metavar="D", help=say("option.alert_on"), callback=read_day)
]
OccasionOption = Annotated[
    Occasion | None, typer.Option("--occasion", help=say("option.alert_occasion"))
]
OutcomeOption = Annotated[
    Outcome | None, typer.Option("--outcome", help=say("option.alert_outcome"))
]
Missing = Annotated[bool, typer.Option("--missing", help=say("option.alert_missing"))]
_SHOWN = ("outcome", "alert_level", "ref", "unit", "about_on", "raised_at", "alert_cause", "told")


@app.command(help=say("cli.alert_report"))
@grouped
def report(
    on: On,
    where: Where,
    known_at: KnownAt = None,
    occasion: OccasionOption = None,
    outcome: OutcomeOption = None,
    missing: Missing = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """The alerts of a day; with ``--missing`` it fails where there are such."""
    wanted = Outcome.MISSING if missing else outcome
    with up_to_date() as (found, connection):
        now = found.clock.now()
        cut = cut_at(connection, as_day(on), as_moment(known_at), now)
        result = alerts_on(connection, cut, where.filters(now), occasion)
    lines = [line for line in result.lines if wanted in (None, line.outcome)]
    match output:
        case Format.JSON:
            print_json(report_answer(result, lines))
        case Format.CSV:
            print_list(ALERTS, lines)
        case Format.TABLE:
            _print(result, lines)
    if missing and lines:
        day = writing.day(cut.as_of, settings().lang)
        raise RuleViolationError("alerts_missing", on=day, number=len(lines))


def _print(result: Report, lines: list[Line]) -> None:
    language, cut = settings().lang, result.cut
    day = writing.day(cut.as_of, language)
    heading = say("heading.alerts", day=day, known_at=writing.moment(cut.known_at, language))
    columns = [column for column in ALERTS if column.name in _SHOWN]
    rows = [[_cell(column.shown(line, language)) for column in columns] for line in lines]
    titles = [column.titled(language) for column in columns]
    print_table(heading, titles, rows, notes=[swept_told(result, language), *_numbers(result)])


def _cell(value: Value) -> Value:
    language = settings().lang
    if isinstance(value, datetime):
        return writing.moment(value, language)
    return writing.day(value, language) if isinstance(value, date) else value


def _numbers(result: Report) -> list[str]:
    """What was due, then each outcome that occurs."""
    language = settings().lang
    found = [
        f"{say(f'alert_outcome.{outcome}')}: {writing.whole(number, language)}"
        for outcome, number in result.totals.items()
        if number
    ]
    untold = f"{say('audit.alerts_untold')}: {writing.whole(result.untold, language)}"
    due = say("note.alerts_due", n=writing.whole(result.due, language))
    unread = say("audit.alerts_unread", n=writing.whole(result.unread, language))
    return [
        due,
        *found,
        *([untold] if result.untold else []),
        *([unread] if result.unread else []),
    ]
