"""``/audit/rights``: who could do what on a day, and to which unit."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.people.administering import refuse_unless_unit
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.commands.checking import in_nfc
from tracker.people.listing import HeldRight, rights_on
from tracker.reading.cut import Cut, Filters, cut_at, refuse_unknown_unit
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.auditor.access_columns import RIGHTS
from tracker.web.auditor.tabs import Tab, tabs
from tracker.web.frame.addresses import address
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/audit/rights"
_FILE: Final = "/audit/files/rights"


class RightsQuery(PageQuery):
    """The day, by default today, and over which unit."""

    on: str | None = Field(None, max_length=40)
    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    # As the other pages say C and K, which the tabs keep; rights have only their day.
    as_of: str | None = Field(None, max_length=40)
    known_at: str | None = Field(None, max_length=40)

    def day(self, visit: Visit) -> date:
        """Which day is asked about.

        Raises:
            InvalidInputError: a day that is none.
        """
        told = self.on or self.as_of
        return visit.today if told is None else day_typed(told, "on")

    def over(self, visit: Visit) -> str | None:
        """Over which unit; who audits a single one need not say which."""
        own = {unit for unit, _ in visit.caller.for_act(Act.AUDIT)}
        if self.unit is None and None not in own and len(own) == 1:
            return own.pop()
        unit: str | None = in_nfc(self.unit)
        return unit


class FileQuery(RightsQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


@dataclass(frozen=True, kw_only=True)
class RightsPage:
    """What the page shows."""

    tabs: list[Tab]
    on: date
    unit: str | None
    names: dict[str, str]
    places: list[tuple[str, str]]
    """The units that the reader audits, when one is to be chosen, and where that leads."""
    held: list[HeldRight]
    files: list[tuple[str, str, str]]


@router.get(PATH)
def show_rights(visit: Visiting, query: Annotated[RightsQuery, Query()]) -> Response:
    """Who held which role on the day."""
    refuse_unless_somewhere(visit.caller, Act.AUDIT)
    day, unit = query.day(visit), query.over(visit)
    own = {code for code, _ in visit.caller.for_act(Act.AUDIT) if code is not None}
    is_open = unit is None and not visit.caller.may_everywhere(Act.AUDIT)
    with visit.asking() as connection:
        cut = cut_at(connection, day, None, visit.now)
        held = [] if is_open else _held(connection, visit, cut, unit)
        codes = {one.grant.unit for one in held if one.grant.unit} | own
        names = unit_names(connection, codes | ({unit} if unit else set()), cut)
    told = {"on": day.isoformat(), "unit": unit}
    page = RightsPage(
        tabs=tabs(visit, PATH),
        on=day,
        unit=unit,
        names=names,
        places=[(code, address(PATH, on=day.isoformat(), unit=code)) for code in sorted(own)]
        if is_open
        else [],
        held=held,
        files=[
            ("rights", form.value, address(_FILE, **told, format=form.value))
            for form in (Form.XLSX, Form.CSV)
        ],
    )
    return visit.page("auditor/rights.html", page=page)


def _held(connection: Connection[Any], visit: Visit, cut: Cut, unit: str | None) -> list[HeldRight]:
    if unit is not None:
        refuse_unknown_unit(connection, unit)
    refuse_unless_unit(connection, visit.caller, Act.AUDIT, unit, cut)
    return rights_on(visit.found.pool, cut.as_of, unit=unit)


@router.get(_FILE)
def take_rights(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The same as a file."""
    refuse_unless_somewhere(visit.caller, Act.AUDIT)
    day, unit = query.day(visit), query.over(visit)
    with visit.asking() as connection:
        held = _held(connection, visit, cut_at(connection, day, None, visit.now), unit)
    sheet = Sheet("rights", RIGHTS, held, {"on": day}, Filters(unit=unit), about=file_word(day))
    return as_file(visit.request, query.form, sheet, visit.words.language)
