"""The answers as tables for people and as CSV."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker import answers
from tracker.aggregates.events import Happening
from tracker.cli.context import say, settings
from tracker.cli.options import Format
from tracker.cli.output import print_csv, print_table
from tracker.fold.words import ItemClass, TargetState
from tracker.present import writing
from tracker.reading.changes import Changed, Changes
from tracker.reading.counts import Counts, Dimension, Group
from tracker.reading.cut import Cut
from tracker.reading.flows import Flows
from tracker.reading.items import Listed
from tracker.reading.rates import Rate, item_rates, target_rates
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
        names = ["kind", "ref", "unit", "class", "due_on", "completed_on", "title"]
        names += ["amount_required", "amount_recovered"]
        answered = map(answers.item_answer, listed)
        print_csv(names, ([answer.get(name) for name in names] for answer in answered))
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
    came = [(name, getattr(result, name)) for name in ("carried_in", "new", "reopened")]
    came.append(("transferred_in", result.transferred_in))
    went = [(f"closed.{name}", number) for name, number in result.closed._asdict().items()]
    went += [(f"out.{name}", number) for name, number in result.out._asdict().items()]
    went.append(("left", result.left))
    if output is Format.CSV:
        print_csv(["flow", "count"], [*came, *went])
        return
    language = settings().lang
    rows: list[Sequence[Any]] = [(say(f"flow.{name}"), _whole(number)) for name, number in came]
    rows.append((say("flow.sum_in"), _whole(sum(number for _, number in came))))
    rows += [(say(f"flow.{name}"), _whole(number)) for name, number in went]
    rows.append((say("flow.sum_out"), _whole(sum(number for _, number in went))))
    title = say(
        "heading.period",
        start=writing.day(result.start, language),
        end=writing.day(result.cut.as_of, language),
        known_at=writing.moment(result.cut.known_at, language),
    )
    print_table(title, [say("column.flow"), say("column.count")], rows, numbers=1)


def changes(result: Changes, output: Format) -> None:
    """A row an item that differs, with the events that made the difference."""
    if output is Format.CSV:
        names = ["kind", "ref", "unit", "before", "after", "events", "title"]
        print_csv(names, map(_changed_cells, result.items))
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


def _changed_cells(item: Changed) -> list[str | None]:
    numbers = " ".join(str(event.originator_version) for event in item.events)
    return [item.kind, item.ref, item.unit, item.before, item.after, numbers, item.title]


def _changed_row(item: Changed) -> list[str | None]:
    told = "\n".join(map(_told, item.events))
    return [item.ref, item.unit, _class(item.before), _class(item.after), told, item.title]


def _told(event: Happening) -> str:
    language = settings().lang
    return say(
        "note.event",
        event=event_name(event),
        effective_on=writing.day(event.effective_on, language),
        recorded_at=writing.moment(event.recorded_at, language),
    )


def event_name(event: Happening) -> str:
    """What happened, as people say it."""
    sort, _, word = event.TOPIC.partition(".")
    return say(f"event.{sort}.{word}" if sort in ("unit", "target") else f"event.{word}")


def timeline(result: Timeline, output: Format) -> None:
    """A row an event, with both its times and what it changed."""
    answer = answers.timeline_answer(result)
    if output is Format.CSV:
        names = ["no", "type", "effective_on", "recorded_at", "actor", "late_days"]
        names += ["class_before", "class_after", "voided_by", "imported_from", "reason", "note"]
        print_csv(names, ([event.get(name) for name in names] for event in answer["events"]))
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
            event_name(moment.event),
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
    parts = (shown.unit, _class(shown.item_class), _day(shown.due_on), _day(shown.completed_on))
    return "; ".join(part for part in parts if part)
