"""The answers as tables for people and as CSV."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker import answers
from tracker.aggregates.events import Happening
from tracker.cli.context import say, settings
from tracker.cli.options import Format
from tracker.cli.output import print_csv, print_list, print_table
from tracker.days import show_moment
from tracker.fold.words import ItemClass, TargetState
from tracker.present import lists, writing
from tracker.present.columns import Value
from tracker.present.happening import all_told, event_name
from tracker.reading.changes import Changed, Changes
from tracker.reading.counts import Counts, Dimension, Group
from tracker.reading.cut import Cut
from tracker.reading.flows import Flows
from tracker.reading.items import Listed
from tracker.reading.rates import Rate, item_rates, target_rates
from tracker.reading.series import Series
from tracker.reading.timeline import Standing, Timeline
from tracker.reading.verify import Shown, Verified

_ORDER = [name.value for name in (*ItemClass, *TargetState)]


def heading(cut: Cut) -> str:
    """The sentence that dates every number below it."""
    language = settings().lang
    return say(
        "heading.cut",
        as_of=writing.day(cut.as_of, language),
        known_at=writing.moment(cut.known_at, language),
    )


def _whole(number: int) -> str:
    return writing.whole(number, settings().lang)


def _day(day: date | None) -> str | None:
    return None if day is None else writing.day(day, settings().lang)


def _written(value: Value) -> Value:
    """A value as people write it."""
    if isinstance(value, int):
        return _whole(value)
    return _day(value) if isinstance(value, date) else value


def _class(standing: Standing) -> str:
    return "" if standing is None else say(f"class.{standing.value}")


def counts(result: Counts, by: Sequence[Dimension], output: Format) -> None:
    """A row a group, a column a class that occurs; rates below."""
    answer = answers.counts_answer(result)
    if output is Format.CSV:
        dims = [dim.value for dim in by]
        rows = [
            [answer["as_of"], answer["known_at"], *group.dimensions.values(), name, number]
            for group in result.groups
            for name, number in group.counts.items()
        ]
        print_csv(["as_of", "known_at", *dims, "class", "count"], rows)
        return
    present = {name for group in result.groups for name in group.counts}
    classes = [name for name in _ORDER if name in present]
    columns = [say(f"column.{dim.value}") for dim in by]
    columns += [say(f"class.{name}") for name in classes] + [say("column.total")]
    print_table(
        heading(result.cut),
        columns,
        [_counts_row(group, classes) for group in result.groups],
        numbers=len(classes) + 1,
        notes=_notes(result),
    )


def _counts_row(group: Group, classes: Sequence[str]) -> list[str | None]:
    named = [_dimension(name, value) for name, value in group.dimensions.items()]
    numbers = [_whole(group.counts.get(name, 0)) for name in classes]
    total = sum(n for name, n in group.counts.items() if name != ItemClass.OUT)
    return [*named, *numbers, _whole(total)]


def _dimension(name: str, value: str | None) -> str | None:
    if value is None:
        return say("column.none")
    if name in (Dimension.KIND, Dimension.ISSUER_LEVEL, Dimension.AREA):
        return say(f"{name}.{value}")
    return value


def _notes(result: Counts) -> list[str]:
    summed: Counter[str] = Counter()
    for group in result.groups:
        summed.update(group.counts)
    of_targets = bool(summed.keys() & {state.value for state in TargetState} - {"out"})
    rates = target_rates(summed) if of_targets else item_rates(summed)
    notes = [say("note.total", total=_whole(result.total), out=_whole(result.out))]
    notes += [_rate(rate) for rate in rates]
    if result.money is not None:
        required, recovered = result.money
        notes.append(
            say(
                "note.money",
                required=_whole(required),
                recovered=_whole(recovered),
                remaining=_whole(required - recovered),
            )
        )
    return notes


def _rate(rate: Rate) -> str:
    shown = writing.rate(rate, settings().lang, say("note.nothing"))
    return f"{say(f'rate.{rate.name}')}: {shown}"


def items(cut: Cut, listed: Sequence[Listed], output: Format) -> None:
    """A row an item."""
    if output is Format.CSV:
        print_list(lists.ITEMS, listed)
        return
    columns = ["kind", "ref", "unit", "class", "due_on", "completed_on", "title"]
    print_table(
        heading(cut),
        [say(f"column.{name}") for name in columns],
        [
            [
                say(f"kind.{item.kind.value}"),
                item.ref,
                item.unit,
                _class(item.item_class),
                _day(item.due_on),
                _day(item.completed_on),
                item.title,
            ]
            for item in listed
        ],
        notes=[say("note.items", number=_whole(len(listed)))],
    )


def flows(result: Flows, output: Format) -> None:
    """Both sides of the identity, line by line."""
    came, went = lists.came(result), lists.went(result)
    if output is Format.CSV:
        print_list(lists.FLOWS, [*came, *went])
        return
    rows: list[Sequence[Any]] = [(say(f"flow.{name}"), _whole(number)) for name, number in came]
    rows.append((say("flow.sum_in"), _whole(sum(number for _, number in came))))
    rows += [(say(f"flow.{name}"), _whole(number)) for name, number in went]
    rows.append((say("flow.sum_out"), _whole(sum(number for _, number in went))))
    title = _period(result.start, result.cut)
    print_table(title, [say("column.flow"), say("column.count")], rows, numbers=1)


def series(result: Series, output: Format) -> None:
    """A row a step, a column a class that occurs."""
    if output is Format.CSV:
        known_at = show_moment(result.cut.known_at)
        rows = [
            [point.as_of, known_at, name, number]
            for point in result.points
            for name, number in point.counts.items()
        ]
        print_csv(["as_of", "known_at", "class", "count"], rows)
        return
    language = settings().lang
    columns = lists.series_columns(result)
    print_table(
        _period(result.start, result.cut),
        [column.titled(language) for column in columns],
        [[_written(column.value(point)) for column in columns] for point in result.points],
        numbers=len(columns) - 1,
    )


def _period(start: date, cut: Cut) -> str:
    """The sentence that dates every number of a period."""
    language = settings().lang
    return say(
        "heading.period",
        start=writing.day(start, language),
        end=writing.day(cut.as_of, language),
        known_at=writing.moment(cut.known_at, language),
    )


def changes(result: Changes, output: Format) -> None:
    """A row an item that differs, with the events that made the difference."""
    if output is Format.CSV:
        print_list(lists.CHANGES, result.items)
        return
    language = settings().lang
    title = say(
        "heading.changes",
        as_of=writing.day(result.cut.as_of, language),
        known_at=writing.moment(result.cut.known_at, language),
        against=writing.moment(result.against.known_at, language),
    )
    columns = ["ref", "unit", "before", "after", "events", "title"]
    print_table(
        title,
        [say(f"column.{name}") for name in columns],
        map(_changed_row, result.items),
        notes=[say("note.changes", number=_whole(len(result.items)))],
    )


def _changed_row(item: Changed) -> list[str | None]:
    events = all_told(item.events, settings().lang, "\n")
    return [item.ref, item.unit, _class(item.before), _class(item.after), events, item.title]


def timeline(result: Timeline, output: Format) -> None:
    """A row an event, with both its times and what it changed."""
    if output is Format.CSV:
        print_list(lists.TIMELINE, result.moments)
        return
    language = settings().lang
    title = say(
        "heading.timeline",
        kind=say(f"kind.{result.kind.value}"),
        ref=result.ref,
        title=result.title,
        unit=result.unit,
        known_at=writing.moment(result.known_at, language),
    )
    columns = ["no", "event", "effective_on", "recorded_at", "late_days", "actor"]
    columns += ["before", "after", "remark"]
    rows = [
        [
            moment.no,
            event_name(moment.event.TOPIC, language),
            _day(moment.event.effective_on),
            writing.moment(moment.event.recorded_at, language),
            moment.late_days or None,
            moment.event.actor,
            _class(moment.before),
            _class(moment.after),
            _remark(moment.voided_by, moment.event),
        ]
        for moment in result.moments
    ]
    print_table(title, [say(f"column.{name}") for name in columns], rows)


def _remark(voided_by: int | None, event: Happening) -> str:
    voided = [] if voided_by is None else [say("note.voided", no=voided_by)]
    return "; ".join([*voided, *filter(None, (event.reason, event.note))])


def verified(result: Verified, output: Format) -> None:
    """The items of which rows and events say different things."""
    rows = [
        [difference.ref, _said(difference.by_events), _said(difference.by_read_model)]
        for difference in result.differences
    ]
    if output is Format.CSV:
        print_csv(["ref", "by_events", "by_read_model"], rows)
        return
    columns = [say(f"column.{name}") for name in ("ref", "by_events", "by_read_model")]
    note = say(
        "note.verified", compared=_whole(result.compared), differ=_whole(len(result.differences))
    )
    print_table(heading(result.cut), columns, rows, notes=[note])


def _said(shown: Shown | None) -> str:
    """What one side says of an item."""
    if shown is None:
        return say("column.none")
    begun = say("note.begun") if shown.begun else ""
    days = (_day(shown.due_on), _day(shown.completed_on))
    parts = (shown.unit, _class(shown.item_class), begun, *days)
    return "; ".join(part for part in parts if part)
