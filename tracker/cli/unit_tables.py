"""Units as tables for people and as CSV."""

from tracker.answers.units import affected_answer, stranded_answer
from tracker.cli.context import say, settings
from tracker.cli.options import Format
from tracker.cli.output import print_csv, print_list, print_table
from tracker.cli.tables import heading
from tracker.present import lists, writing
from tracker.reading.affected import Affected
from tracker.reading.candidates import Stranded
from tracker.reading.cut import Cut
from tracker.reading.tree import ListedUnit

_INDENT = "  "


def tree(cut: Cut, units: list[ListedUnit], output: Format) -> None:
    """A row a unit, children set in below their parents."""
    if output is Format.CSV:
        print_list(lists.UNITS, units)
        return
    language = settings().lang
    rows = [
        [
            f"{_INDENT * unit.depth}{unit.code}",
            unit.name,
            say(f"level.{unit.level}"),
            writing.day(unit.since, language),
            None if unit.until is None else writing.day(unit.until, language),
        ]
        for unit in units
    ]
    columns = [say(f"column.{name}") for name in ("code", "name", "level", "since", "until")]
    print_table(heading(cut), columns, rows, notes=[say("note.units", number=len(units))])


def affected(touched: Affected, output: Format) -> None:
    """What the end of a unit touches: its open items, who works there, the alerts that stand."""
    answer = affected_answer(touched)
    names = ("kind", "ref", "class", "due_on", "alerts", "title")
    if output is Format.CSV:
        print_csv(names, ([row[name] for name in names] for row in answer["items"]))
        return
    language = settings().lang
    rows = [
        [
            say(f"kind.{item.kind.value}"),
            item.ref,
            say(f"class.{item.item_class.value}"),
            None if item.due_on is None else writing.day(item.due_on, language),
            item.alerts or None,
            item.title,
        ]
        for item in touched.items
    ]
    title = say("heading.affected", code=touched.code, on=writing.day(touched.on, language))
    print_table(title, [say(f"column.{name}") for name in names], rows, notes=_notes(touched))


def stranded(left: list[Stranded], output: Format) -> None:
    """A row an ended unit that still leads open items."""
    names = ("code", "ended_on", "heir", "open_items")
    rows = [[row[name] for name in names] for row in stranded_answer(left)["units"]]
    if output is Format.CSV:
        print_csv(names, rows)
        return
    for row, unit in zip(rows, left, strict=True):
        row[1] = writing.day(unit.ended_on, settings().lang)
    columns = [say(f"column.{name}") for name in names]
    print_table(say("heading.stranded"), columns, rows, numbers=1)


def _notes(touched: Affected) -> list[str]:
    classes = "; ".join(
        f"{say(f'class.{name}')}: {number}" for name, number in sorted(touched.by_class.items())
    )
    return [
        say("note.affected_items", number=len(touched.items), classes=classes or "-"),
        say("note.affected_alerts", number=touched.alerts),
        say("note.affected_people", number=len(touched.people), people=_names(touched.people)),
        say("note.affected_actors", actors=", ".join(touched.actors) or "-"),
        say("note.affected_below", number=len(touched.below), below=_names(touched.below)),
    ]


def _names(units: list[ListedUnit]) -> str:
    return "; ".join(f"{unit.code} {unit.name}" for unit in units) or "-"
