"""What a list is asked for, as its address says it."""

from datetime import date
from typing import Any, Final

from pydantic import Field

from tracker.api.sheets.answering import Form
from tracker.commands.checking import in_nfc
from tracker.fold.words import Area, IssuerLevel, ItemClass, Kind, TargetState
from tracker.reading.cut import Filters
from tracker.reading.listing import COUNTED, Order, Sort
from tracker.reading.search import words_sought
from tracker.rights.words import Reach
from tracker.web.frame.addresses import Parameter
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.typed import day_typed

PATH: Final = "/items"
DAYS: Final = (
    "due_from",
    "due_to",
    "assigned_from",
    "assigned_to",
    "completed_from",
    "completed_to",
)
"""The limits that are days, in the order in which a form asks for them."""
_NO_NUL: Final = r"^[^\x00]*$"


class ListQuery(TimeQuery):
    """Filters, order and page of a list, beside C and K."""

    q: str | None = Field(None, max_length=200)
    unit: str | None = Field(None, max_length=200, pattern=_NO_NUL)
    alone: bool = False
    """Only what the unit leads itself."""
    reach: Reach = Reach.WITHIN
    """How far from the unit, as a grant would reach."""
    kind: Kind | None = None
    issuer_level: IssuerLevel | None = None
    classes: list[ItemClass | TargetState] = Field(default_factory=list, alias="class")
    """None: all that totals count."""
    begun: bool | None = None
    rejected: bool = False
    """Only what is open because its last report was not accepted."""
    area: Area | None = None
    plan: str | None = Field(None, max_length=200, pattern=_NO_NUL)
    conclusion: str | None = Field(None, max_length=200, pattern=_NO_NUL)
    due_from: str | None = Field(None, max_length=40)
    due_to: str | None = Field(None, max_length=40)
    assigned_from: str | None = Field(None, max_length=40)
    assigned_to: str | None = Field(None, max_length=40)
    completed_from: str | None = Field(None, max_length=40)
    completed_to: str | None = Field(None, max_length=40)
    sort: Order = Order.TO_DO
    desc: bool = False
    page: int = Field(1, ge=1, le=1_000_000)
    form: Form | None = Field(None, alias="format")

    def filters(self) -> Filters:
        """The same for the reading side.

        Raises:
            InvalidInputError: words without a letter or digit, or a day that is none.
        """
        days = self.days()
        return Filters(
            unit=in_nfc(self.unit),
            is_alone=self.alone,
            reach=self.reach,
            is_rejected=self.rejected,
            kind=self.kind,
            issuer_level=self.issuer_level,
            classes=tuple(dict.fromkeys(self.classes)) or COUNTED,
            begun=self.begun,
            area=self.area,
            plan=in_nfc(self.plan),
            conclusion=in_nfc(self.conclusion),
            words=() if self.q is None else words_sought(self.q),
            due_from=days["due_from"],
            due_to=days["due_to"],
            assigned_from=days["assigned_from"],
            assigned_to=days["assigned_to"],
            completed_from=days["completed_from"],
            completed_to=days["completed_to"],
        )

    def days(self) -> dict[str, date | None]:
        """The limits that are days.

        Raises:
            InvalidInputError: naming the field that holds no day.
        """
        told = {name: getattr(self, name) for name in DAYS}
        return {
            name: None if value is None else day_typed(value, name) for name, value in told.items()
        }

    @property
    def order(self) -> Sort:
        """How the list is sorted."""
        return Sort(self.sort, self.desc)

    def told(self, **changes: Parameter) -> dict[str, Parameter]:
        """The parameters of this list's address but for C, K and the page, as they are changed."""
        own: dict[str, Any] = {
            "q": self.q,
            "unit": self.unit,
            "alone": self.alone or None,
            "reach": None if self.reach is Reach.WITHIN else self.reach,
            "kind": self.kind,
            "issuer_level": self.issuer_level,
            "class": list(dict.fromkeys(self.classes)),
            "begun": self.begun,
            "rejected": self.rejected or None,
            "area": self.area,
            "plan": self.plan,
            "conclusion": self.conclusion,
            **{name: getattr(self, name) for name in DAYS},
            "sort": None if self.sort is Order.TO_DO else self.sort,
            "desc": self.desc or None,
        }
        return {**own, **changes}
