"""New work as a form means it, before anything is recorded: what would be made, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import Problem
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import Cut
from tracker.web.clerk.deadline import Deadline, settled
from tracker.web.clerk.layouts import REF, UNIT, UNITS, Layout
from tracker.web.clerk.refs import BASE, Shelf, proposed
from tracker.web.clerk.typed import Line, Typed, lines_of
from tracker.web.clerk.units import Offered, codes_of, offered
from tracker.web.frame.submission import KEY, Submission
from tracker.web.frame.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one line of the form would make."""

    line: Line
    unit: str | None
    unit_name: str
    ref: str | None
    """As typed, or proposed."""
    deadline: Deadline
    used_ref: str | None = None
    """One of its references that an item has already."""
    twice_ref: str | None = None
    """One that a line before it has."""

    @property
    def items(self) -> list[tuple[str, date | None]]:
        """The references and deadlines of the items to be; a series makes several."""
        ref = self.ref or ""
        if ref and self.deadline.occurrences:
            return [(f"{ref}/{one.label}", one.due_on) for one in self.deadline.occurrences]
        return [(ref, self.deadline.due_on)]

    def problems(self) -> Iterator[Problem]:
        """What has to be put right before it can be made."""
        layout = self.line.layout
        if self.unit is None:
            yield Problem(self.line.field(UNIT), "unit_unchosen", {})
        if self.ref is None:
            yield Problem(BASE, "ref_unsaid", {})
        if taken := self.used_ref or self.twice_ref:
            yield Problem(self.line.field(REF), "ref_taken", {"value": taken})
        if layout.has_deadline and self.deadline.problem is not None:
            yield self.deadline.problem


class Drafts(NamedTuple):
    """All that a form would make."""

    layout: Layout
    typed: Typed
    units: Offered
    drafts: Sequence[Draft]
    base: str | None
    """What the references begin with."""
    coordinators: Sequence[str]
    monitor: str | None

    @property
    def dispatch(self) -> str | None:
        """What items of one directive for several units share; kept where some are made already."""
        if not self.layout.is_by_unit:
            return None
        return self.typed.one("dispatch") or (self.base if len(self.drafts) > 1 else None)

    def problems(self) -> list[Problem]:
        """What has to be put right; one field is told of once."""
        found = [problem for draft in self.drafts for problem in draft.problems()]
        if self.layout.is_by_unit and not self.drafts:
            found.append(Problem(UNITS, "unit_unchosen", {}))
        return list({problem.field: problem for problem in reversed(found)}.values())[::-1]

    def body(self, sent: Submission, draft: Draft, ref: str, due_on: date | None) -> dict[str, Any]:
        """The fields of the command for one item.

        Raises:
            TrackerError: a file was not taken, or fields have not the shape of the command.
        """
        also = {
            "ref": ref,
            "unit": draft.unit,
            **(self._due(draft, due_on) if self.layout.has_deadline else {}),
            **self._of_document(),
        }
        given = replace(sent, fields=draft.line.typed.fields)
        return given.given(self.layout.body, **also)

    def _due(self, draft: Draft, due_on: date | None) -> dict[str, Any]:
        deadline = draft.deadline
        told = {"deadline_text": deadline.words, "deadline_rule": deadline.rule}
        return {
            "due_on": None if due_on is None else due_on.isoformat(),
            **{name: value for name, value in told.items() if value is not None},
        }

    def _of_document(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "dispatch": self.dispatch,
            "coordinators": list(self.coordinators) or None,
            "monitor": self.monitor,
        }
        if self.layout.may_be_confirmed:
            told["needs_confirmation"] = self.typed.one("needs_confirmation") == "yes"
        return {name: value for name, value in told.items() if value is not None}


def drafted(
    connection: Connection[Any], visit: Visit, layout: Layout, typed: Typed, cut: Cut
) -> Drafts:
    """Reads the form: its units, references and deadlines.

    Args:
        connection: to the read model.
        visit: who fills it.
        layout: of the kind.
        typed: what stands in it.
        cut: today, as known now.
    """
    lines = lines_of(layout, typed)
    chosen = [code for line in lines if (code := line.typed.one(UNIT))]
    units = offered(connection, visit.caller, cut, typed, chosen)
    shelf = Shelf(connection, visit, layout.kind, typed.one(KEY))
    base, given = proposed(shelf, layout, typed, lines)
    refs = {line.key: ref for line in lines if (ref := line.typed.one(REF) or given.get(line.key))}
    deadlines = _deadlines(connection, visit, lines, units, cut) if layout.has_deadline else {}
    drafts = [
        _draft(line, units, refs.get(line.key), deadlines.get(line.key, Deadline()))
        for line in lines
    ]
    return Drafts(
        layout,
        typed,
        units,
        _marked(shelf, drafts),
        base,
        codes_of(connection, cut, typed.many("coordinators")),
        next(iter(codes_of(connection, cut, typed.many("monitor"))), None),
    )


def _deadlines(
    connection: Connection[Any], visit: Visit, lines: Sequence[Line], units: Offered, cut: Cut
) -> dict[str, Deadline]:
    if lines and lines[0].layout.is_by_unit and not _some_have_their_own(connection, cut):
        # One text and one calendar: it means the same for all of them.
        same = settled(connection, visit, lines[0], None)
        return dict.fromkeys((line.key for line in lines), same)
    return {
        line.key: settled(connection, visit, line, _known(line.typed.one(UNIT), units))
        for line in lines
    }


def _some_have_their_own(connection: Connection[Any], cut: Cut) -> bool:
    """Whether some calendar rules for a unit rather than for the whole country."""
    calendars = calendars_known(connection, cut.position)
    return any(calendars.about(code).unit for code in calendars)


def _known(code: str | None, units: Offered) -> str | None:
    return code if code in units.names else None


def _draft(line: Line, units: Offered, ref: str | None, deadline: Deadline) -> Draft:
    unit = _known(line.typed.one(UNIT), units)
    name = units.names.get(unit or "", "")
    return Draft(line=line, unit=unit, unit_name=name, ref=ref, deadline=deadline)


def _marked(shelf: Shelf, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, each with the reference that is used already, or stands in the form before it."""
    used = shelf.used({ref for one in drafts for ref, _ in one.items if ref})
    seen: set[str] = set()
    marked = []
    for draft in drafts:
        refs = [ref for ref, _ in draft.items if ref]
        known = next((ref for ref in refs if ref in used), None)
        again = next((ref for ref in refs if ref in seen), None)
        marked.append(replace(draft, used_ref=known, twice_ref=again))
        seen.update(refs)
    return marked


def checked(drafts: Drafts, sent: Submission) -> list[tuple[Line, dict[str, Any]]]:
    """The commands that the form gives: each item's line and fields.

    Raises:
        TrackerError: what has to be put right, under the form's names of the fields.
    """
    problems = drafts.problems()
    given = []
    for draft in drafts.drafts:
        for ref, due_on in draft.items:
            try:
                given.append((draft.line, drafts.body(sent, draft, ref, due_on)))
            except InvalidCommandError as error:
                problems += renamed(draft.line, error.problems)
    if problems:
        raise InvalidCommandError(_one_each(problems))
    return given


def renamed(line: Line, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a command under the names that the form has for its fields."""
    return [problem._replace(field=line.place(problem.field)) for problem in problems]


def _one_each(problems: Sequence[Problem]) -> list[Problem]:
    told: Mapping[str, Problem] = {problem.field: problem for problem in reversed(problems)}
    return list(told.values())[::-1]
