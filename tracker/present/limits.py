"""What a list was limited to, in words, for whoever finds the list again later."""

from datetime import date

from tracker.catalogue import Language, text
from tracker.reading.cut import Filters


def limits(filters: Filters, language: Language) -> list[tuple[str, str | date]]:
    """The filters that are set, each with the message that names it."""
    unit = "column.limited_to" if filters.is_limited else "column.unit"
    classes = [text(language, f"class.{name.value}") for name in filters.classes]
    told = [
        (unit, filters.unit),
        ("column.kind", filters.kind and text(language, f"kind.{filters.kind.value}")),
        (
            "column.issuer_level",
            filters.issuer_level and text(language, f"issuer_level.{filters.issuer_level.value}"),
        ),
        ("column.class", ", ".join(classes)),
        ("column.tree_of", filters.tree_of),
        ("column.search", " ".join(filters.words)),
    ]
    return [(name, value) for name, value in told if value]
