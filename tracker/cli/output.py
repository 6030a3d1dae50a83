"""Prints answers: a table for people, JSON or CSV for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from tracker.cli.context import console
from tracker.present.columns import Column, Row, harmless, plain


def print_json(answer: dict[str, Any]) -> None:
    """One JSON document."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Comma-separated values with a header; text that looks like a formula is made harmless."""
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(value) for value in row])


def print_list(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
    """A list as comma-separated values, as programs read it."""
    cells = ([plain(column.value(row)) for column in columns] for row in rows)
    print_csv([column.name for column in columns], cells)


def print_lines(heading: str, lines: Sequence[str]) -> None:
    """A sentence and what explains it, line by line."""
    out = console()
    out.print(Text(heading, style="bold"))
    for line in lines:
        out.print(Text(line), soft_wrap=True)


def print_table(
    heading: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numbers: int = 0,
    notes: Sequence[str] = (),
) -> None:
    """A table under the sentence that says what it is about.

    Args:
        heading: says the date and the known-at time of every number below.
        columns: the names of the columns.
        rows: the cells; None is printed as an empty cell.
        numbers: how many of the last columns are numbers, set to the right.
        notes: lines below the table.
    """
    table = Table(box=box.SIMPLE_HEAD)
    for index, column in enumerate(columns):
        right = index >= len(columns) - numbers
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    out = console()
    out.print(Text(heading, style="bold"))
    out.print(table)
    for note in notes:
        out.print(Text(note))
