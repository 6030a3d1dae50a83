"""What a question is limited to, and by the tree of which day."""

from dataclasses import dataclass
from datetime import datetime

import typer

from tracker.cli.context import say, settings
from tracker.cli.options import Format, IssuerLevelOption, KindOption, TreeOf, Unit
from tracker.days import tree_day
from tracker.present import writing
from tracker.reading.cut import Filters


@dataclass(frozen=True, kw_only=True)
class Where:
    """A unit with all below it, a kind, an issuer level."""

    unit: Unit = None
    kind: KindOption = None
    issuer_level: IssuerLevelOption = None

    def filters(self, _now: datetime) -> Filters:
        """The same for the reading side."""
        return Filters(self.unit, self.kind, self.issuer_level)


@dataclass(frozen=True, kw_only=True)
class Through(Where):
    """The same, and a later tree onto which a past period may be mapped."""

    tree_of: TreeOf = None

    def filters(self, now: datetime) -> Filters:
        """The same for the reading side; ``today`` is the day of ``now``."""
        return super().filters(now)._replace(tree_of=tree_day(self.tree_of, now))


def say_tree(filters: Filters, output: Format) -> None:
    """A number that is not by the tree of its own day says so."""
    if filters.tree_of is not None:
        day = writing.day(filters.tree_of, settings().lang)
        typer.echo(say("note.tree_of", day=day), err=output is not Format.TABLE)
