"""What a list was limited to, in words, for whoever finds the list again later."""

from datetime import date

from tracker.catalogue import Language, text
from tracker.reading.cut import Filters
from tracker.reading.listing import COUNTED
from tracker.rights.words import Reach


def limits(filters: Filters, language: Language) -> list[tuple[str, str | date]]:
    """The filters that are set, each with the message that names it."""
    unit = "column.limited_to" if filters.is_limited else "column.unit"
    told = [
        (unit, filters.unit),
        ("filter.alone", filters.is_alone and text(language, "filter.alone.yes")),
        ("filter.reach", _reach(filters, language)),
        ("column.kind", filters.kind and text(language, f"kind.{filters.kind.value}")),
        (
            "column.issuer_level",
            filters.issuer_level and text(language, f"issuer_level.{filters.issuer_level.value}"),
        ),
        ("column.class", _classes(filters, language)),
        ("filter.begun", _begun(filters, language)),
        ("filter.rejected", filters.is_rejected and text(language, "filter.rejected.yes")),
        ("column.area", filters.area and text(language, f"area.{filters.area.value}")),
        ("column.plan", filters.plan),
        ("column.conclusion", filters.conclusion),
        ("filter.due_from", filters.due_from),
        ("filter.due_to", filters.due_to),
        ("filter.assigned_from", filters.assigned_from),
        ("filter.assigned_to", filters.assigned_to),
        ("filter.completed_from", filters.completed_from),
        ("filter.completed_to", filters.completed_to),
        ("column.tree_of", filters.tree_of),
        ("column.search", " ".join(filters.words)),
    ]
    return [(name, value) for name, value in told if value]


def _reach(filters: Filters, language: Language) -> str | None:
    if filters.unit is None or filters.reach is Reach.WITHIN:
        return None
    return text(language, f"filter.reach.{filters.reach.value}")


def _classes(filters: Filters, language: Language) -> str:
    if filters.classes == COUNTED:
        return text(language, "filter.counted")
    return ", ".join(text(language, f"class.{name.value}") for name in filters.classes)


def _begun(filters: Filters, language: Language) -> str | None:
    if filters.begun is None:
        return None
    return text(language, "filter.begun.yes" if filters.begun else "filter.begun.no")
