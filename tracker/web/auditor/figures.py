"""``/audit``: counts at any C and K, and beside them those of another cut, with what differs."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from psycopg import Connection

from tracker.access.limiting import limited
from tracker.days import show_moment
from tracker.reading.counts import Dimension, Money, counts
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.web.auditor.asking import FIGURES as PATH
from tracker.web.auditor.asking import FiguresQuery, MomentField, Other, moment_field
from tracker.web.auditor.choosing import Preset, presets
from tracker.web.auditor.differing import Differing, differing_page
from tracker.web.auditor.files import files
from tracker.web.auditor.proving import Proof, Question, cut_told, proof, question
from tracker.web.auditor.scope import Scope, scope, shown_or_chosen
from tracker.web.auditor.sides import (
    Line,
    Pair,
    Sides,
    Split,
    by_class,
    by_dimension,
    classes_of,
    label,
    sides,
    total,
)
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class FiguresPage:
    """What the page shows."""

    scope: Scope
    query: FiguresQuery
    presets: list[Preset]
    known_at: MomentField
    other: Other | None
    other_known_at: MomentField
    classes: list[Line]
    total: Pair
    moneys: list[Money]
    """Of the page's cut and, where there is one, of the other; findings only."""
    split: Split | None
    group_classes: list[str]
    differing: Differing | None
    turns: list[tuple[str, str]]
    """The pages of the items that differ beside this one: ``before``, ``after``."""
    files: list[tuple[str, str, str]]
    """What can be had as a file, in which format, and where."""
    proof: Proof
    dimensions: tuple[Dimension, ...] = tuple(Dimension)


@router.get(PATH)
def show_figures(visit: Visiting, query: Annotated[FiguresQuery, Query()]) -> Response:
    """The counts, beside them the other ones where a second cut is chosen."""
    return shown_or_chosen(visit, query, PATH, "auditor/figures.html", _page)


def _page(
    connection: Connection[Any], visit: Visit, times: Times, query: FiguresQuery
) -> FiguresPage:
    chosen = scope(connection, visit, times, query, PATH)
    other = query.other(connection, visit, times)
    by = [query.by] if query.by else []
    one = counts(connection, times.cut, chosen.filters, by)
    beside = None
    if other is not None:
        limited(connection, visit.caller, chosen.filters, other.cut)
        beside = counts(connection, other.cut, chosen.filters, by), other
    both = sides(one, beside, chosen.filters, visit.href)
    differ = None
    if other is not None:
        cuts = times.cut, other.cut
        differ = differing_page(connection, cuts, chosen.filters, query.page, visit.words)
    return FiguresPage(
        scope=chosen,
        query=query,
        presets=presets(visit.today, visit.href, query),
        known_at=moment_field(times.chosen_known_at),
        other=other,
        other_known_at=moment_field(None) if other is None else other.field,
        classes=by_class(both, visit.words),
        total=total(both),
        moneys=[side.money for side in (one, both.other) if side and side.money],
        split=_split(connection, times.cut, both, query.by, visit),
        group_classes=classes_of(both),
        differing=differ,
        turns=_turns(visit, query, differ),
        files=files(visit, query, is_compared=other is not None),
        proof=proof(
            visit,
            _pinned(visit, times, query, other),
            _questions(times, query, chosen, other),
            times.cut,
            *([] if other is None else [other.cut]),
        ),
    )


def _pinned(visit: Visit, times: Times, query: FiguresQuery, other: Other | None) -> str:
    """The page with every C and K said, so that it shows the same for ever."""
    told = {**query.told(), **cut_told(times.cut)}
    if other is not None:
        told["against_as_of"] = other.cut.as_of.isoformat()
        told["against"] = show_moment(other.cut.known_at)
        told["against_now"] = None
    return visit.href(PATH, **told)


def _split(
    connection: Connection[Any], cut: Cut, both: Sides, by: Dimension | None, visit: Visit
) -> Split | None:
    if by is None:
        return None
    split = by_dimension(both, by)
    codes = [line.name for line in split.lines] if by is Dimension.UNIT else []
    names = unit_names(connection, codes, cut)
    lines = [line._replace(label=label(by, line.name, names, visit.words)) for line in split.lines]
    return split._replace(lines=lines)


def _turns(visit: Visit, query: FiguresQuery, differ: Differing | None) -> list[tuple[str, str]]:
    if differ is None:
        return []
    beside = [("before", differ.page - 1), ("after", differ.page + 1)]
    return [
        (name, visit.href(PATH, **query.told(page=page)) + "#differing")
        for name, page in beside
        if 1 <= page <= differ.pages
    ]


def _questions(
    times: Times, query: FiguresQuery, chosen: Scope, other: Other | None
) -> list[Question]:
    """The same numbers as programs and the command line ask for them."""
    about = {**chosen.told, "by": query.by and query.by.value}
    asked = [question("figures", "counts", **cut_told(times.cut), **about)]
    if other is not None:
        asked.append(question("beside", "counts", **cut_told(other.cut), **about))
        if other.cut.as_of == times.as_of:
            against = show_moment(other.cut.known_at)
            asked.append(
                question(
                    "differing", "changes", **cut_told(times.cut), against=against, **chosen.told
                )
            )
    return asked
