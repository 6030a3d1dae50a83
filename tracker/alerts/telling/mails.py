"""A digest as a letter: subject, text and HTML, with links into the application."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tracker.alerts.telling.digests import LATE, Digest, Group, Period, Row
from tracker.alerts.words import Occasion
from tracker.catalogue import Language, text
from tracker.fold.words import ItemClass
from tracker.present import writing

MOST: Final = 15
"""Items of one occasion that a letter names for a unit; the list behind has them all."""
_WAITING: Final = (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE)
_CLASSES: Final[dict[Occasion, tuple[ItemClass, ...]]] = {
    Occasion.OVERDUE: (ItemClass.OPEN_OVERDUE,),
    Occasion.SILENT: (ItemClass.OPEN_OVERDUE,),
    Occasion.WAITING: _WAITING,
    Occasion.DUE_SOON: (ItemClass.OPEN_IN_TIME,),
}
TEMPLATES: Final = Environment(
    loader=PackageLoader("tracker.alerts.telling"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


class Style(NamedTuple):
    """How an installation writes its letters."""

    language: Language
    address: str
    """Where people reach the application: scheme, host and port."""
    soon_days: int
    """How many days ahead a deadline is near."""


class Written(NamedTuple):
    """A digest in words."""

    subject: str
    text: str
    html: str


def written(digest: Digest, name: str, style: Style, unsubscribe: str | None) -> Written:
    """The digest as a letter to a person.

    Args:
        digest: what there is to tell.
        name: of the person.
        style: of the installation.
        unsubscribe: the address at which the person stops such letters.
    """
    writer = _Writer(digest, style)
    heading = writer.say("alert.heading", day=writing.day(digest.as_of, style.language))
    subject = writer.say(
        "alert.subject",
        counts=writer.counts(),
        day=writing.day(digest.as_of, style.language),
    )
    given = {
        **writer.offered(),
        "digest": digest,
        "name": name,
        "heading": heading,
        "subject": subject,
        "unsubscribe": unsubscribe,
    }
    return Written(
        subject,
        TEMPLATES.get_template("digest.txt").render(given),
        TEMPLATES.get_template("digest.html").render(given),
    )


class _Writer:
    """The words and addresses of one letter."""

    def __init__(self, digest: Digest, style: Style) -> None:
        self._digest = digest
        self._style = style

    def offered(self) -> dict[str, Any]:
        """What templates may use."""
        language, digest = self._style.language, self._digest
        day = writing.day(digest.as_of, language)
        known_at = writing.moment(digest.known_at, language)
        offered: dict[str, Callable[..., str]] = {
            "say": self.say,
            "whole": self._whole,
            "counts_of": self._counts_of,
            "row_said": self._row_said,
            "period_said": self._period_said,
            "item_address": self._item_address,
            "list_address": self._list_address,
        }
        return {
            **offered,
            "lang": language,
            "late": LATE,
            "most": MOST,
            "counts": self.counts(),
            "said_when": self.say("time.said", as_of=day, known_at=known_at),
            "inbox": f"{self._style.address}/inbox",
        }

    def say(self, name: str, /, **details: object) -> str:
        return text(self._style.language, name, **details)

    def counts(self) -> str:
        """How much of what there is in the whole digest."""
        told = [*self._counted(self._digest)]
        if self._digest.periods:
            number = self._whole(len(self._digest.periods))
            told.append(self.say("alert.count.period", number=number))
        return ", ".join(told)

    def _counts_of(self, group: Group) -> str:
        return ", ".join(self._counted(group))

    def _counted(self, told: Digest | Group) -> Iterator[str]:
        late, waiting = told.counted(*LATE), told.counted(Occasion.WAITING)
        soon = told.counted(Occasion.DUE_SOON)
        if late:
            yield self.say("alert.count.overdue", number=self._whole(late))
        if waiting:
            yield self.say("alert.count.waiting", number=self._whole(waiting))
        if soon:
            yield self.say("alert.count.due_soon", number=self._whole(soon))

    def _whole(self, number: int) -> str:
        return writing.whole(number, self._style.language)

    def _row_said(self, row: Row) -> str:
        """Days late, waiting or left, and the day that they are counted from."""
        due_today = row.occasion is Occasion.DUE_SOON and row.days == 0
        name = "due_today" if due_today else row.occasion.value
        return self.say(
            f"alert.row.{name}",
            days=self._whole(abs(row.days)),
            day=writing.day(row.about_on, self._style.language),
            level=row.level,
        )

    def _period_said(self, period: Period) -> str:
        return self.say(
            "alert.row.period",
            name=period.name,
            day=writing.day(period.closes_on, self._style.language),
            days=self._whole(period.days),
        )

    def _item_address(self, row: Row) -> str:
        return f"{self._style.address}/items/{row.kind}/{quote(row.ref, safe='')}"

    def _list_address(self, group: Group, occasion: Occasion) -> str:
        """The list of all such work of the unit and those below it, as on the digest's day."""
        as_of = self._digest.as_of
        told: list[tuple[str, object]] = [("unit", group.code)]
        told += [("class", name) for name in _CLASSES[occasion]]
        if occasion is Occasion.DUE_SOON:
            until = as_of + timedelta(days=self._style.soon_days)
            told += [("due_from", as_of), ("due_to", until)]
        told.append(("as_of", as_of))
        return f"{self._style.address}/items?{urlencode(told)}"
