"""What the page of a form for new work shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.catalogue import text
from tracker.fold.words import Area, FindingCategory, IssuerLevel, Kind
from tracker.reading.cut import cut_at
from tracker.web.clerk.drafts import Drafts, drafted
from tracker.web.clerk.layouts import Layout
from tracker.web.clerk.typed import Typed, rows_of
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form
from tracker.web.frame.visit import Visit
from tracker.web.frame.words import Words

_PAPERS: Final = ("official_letter", "decision", "plan", "directive", "resolution", "conclusion")
_URGENCIES: Final = ("normal", "urgent", "very_urgent", "immediate")
_MEASURES: Final = ("ratio", "count", "judgement")
_SHARED: Final[Mapping[str, str]] = {
    "source.issuer": "register.issuer",
    "source.number": "field.source_number",
    "source.date": "field.source_date",
    "source.type": "register.paper_type",
    "effective_on": "register.effective_on",
    "title": "column.title",
    "issuer_level": "column.issuer_level",
    "urgency": "item.urgency",
    "units": "register.units",
    "unit": "register.unit",
    "coordinators": "item.coordinators",
    "monitor": "item.monitor",
    "parent_ref": "item.parent_ref",
    "base_ref": "register.base_ref",
    "deadline_text": "register.deadline_text",
    "no_due": "record.due_none",
    "due_other": "register.other_day",
    "note": "record.note",
    "file": "record.files",
    "ref": "column.ref",
    "area": "column.area",
    "product": "item.product",
    "category": "item.category",
    "amount_required": "register.amount",
    "goal": "item.goal",
    "measure": "item.measure",
}
"""What fields are called, by their names in the form without the line's key."""


class Made(NamedTuple):
    """An item that was recorded although others of the form were refused."""

    ref: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The page of the form."""

    layout: Layout
    form: Form
    drafts: Drafts
    rows: Sequence[str]
    """The keys of the rows, where lines are rows."""
    today: date
    names: Mapping[str, str]
    """What the form's fields are called, for the summary of what is wrong."""
    made: Sequence[Made] = ()
    papers: Sequence[str] = ()
    urgencies: Sequence[tuple[str, str]] = ()
    measures: Sequence[tuple[str, str]] = ()
    area_options: Sequence[tuple[str, str]] = ()
    category_options: Sequence[tuple[str, str]] = ()
    levels: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> Kind:
        """What is registered."""
        return self.layout.kind

    @property
    def units(self) -> Sequence[tuple[str, str]]:
        """The units to choose from, further in the deeper they stand."""
        step = "\N{EM SPACE}"
        return [(one.code, f"{step * one.depth}{one.name}") for one in self.drafts.units.units]

    def label(self, key: str) -> str:
        """Which row it is, counted from 1."""
        return str(self.rows.index(key) + 1) if key in self.rows else ""


def asking(
    connection: Connection[Any],
    visit: Visit,
    layout: Layout,
    form: Form,
    *,
    made: Sequence[Made] = (),
) -> Asking:
    """The form with what it means so far."""
    typed = Typed({name: list(values) for name, values in form.values.items()})
    cut = cut_at(connection, visit.today, None, visit.now)
    words = visit.words
    return Asking(
        layout=layout,
        form=form,
        drafts=drafted(connection, visit, layout, typed, cut),
        rows=rows_of(typed),
        today=visit.today,
        names=_names(form, rows_of(typed), words),
        made=made,
        # What stands in an item is Vietnamese, in whatever language its clerk reads pages.
        papers=[text("vi", f"paper.{one}") for one in _PAPERS],
        urgencies=[(one, words.say(f"urgency.{one}")) for one in _URGENCIES],
        measures=[(one, words.say(f"measure.{one}")) for one in _MEASURES],
        area_options=[(one, words.say(f"area.{one}")) for one in Area],
        category_options=[(one, words.say(f"category.{one}")) for one in FindingCategory],
        levels=[(one, words.say(f"issuer_level.{one}")) for one in IssuerLevel],
    )


def _names(form: Form, rows: Sequence[str], words: Words) -> dict[str, str]:
    return {one.field: _name(one.field, rows, words) for one in form.wrong if one.field is not None}


def _name(field: str, rows: Sequence[str], words: Words) -> str:
    if field in _SHARED:
        return words.say(_SHARED[field])
    key, _, name = field.rpartition(".")
    said = _SHARED.get(name)
    called = name if said is None else words.say(said)
    if key in rows:
        return words.say("register.in_row", number=rows.index(key) + 1, field=called)
    return f"{called} ({key})" if key else called


def made_of(kind: Kind, refs: Sequence[str]) -> list[Made]:
    """The items with their pages."""
    return [Made(ref, f"/items/{kind}/{part(ref)}") for ref in refs]
