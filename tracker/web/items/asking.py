"""What a form that records something shows: its parts, and what helps to fill them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from psycopg import Connection

from tracker.api.commands.deeds import ON_ITEM
from tracker.errors import TrackerError
from tracker.present.happening import event_name
from tracker.reading.cut import Cut
from tracker.reading.tree import ListedUnit
from tracker.rights.words import Act
from tracker.web.frame.addresses import is_ours
from tracker.web.frame.forms import Form, Wrong
from tracker.web.frame.submission import Submission
from tracker.web.frame.visit import Visit
from tracker.web.frame.words import Words
from tracker.web.items.filling import WORDS
from tracker.web.items.reading_words import ReadBack
from tracker.web.items.units import SHOWN, units_for
from tracker.web.items.wording import WORDINGS, Wording

READ: Final = "read"
"""The button that has the words of a deadline read and records nothing."""
FILL: Final = "fill"
"""The buttons that put a day into the form and record nothing."""
_DUE_NAMES: Final = {"correct-deadline": "record.due_corrected"}
_ITS_FIELDS: Final = {"deadline_rule": "due_on"}
"""Fields of commands that stand beside another one of the form."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A form for one command, on one item or many."""

    name: str
    wording: Wording
    form: Form
    back: str
    """Where the form leads back to."""
    today: date
    unit: str | None
    """Whose calendar counts a deadline in words."""
    names: Mapping[str, str]
    """What the fields are called."""
    takes_words: bool
    """Whether a deadline may be said in words."""
    takes_no_due: bool
    """Whether it may be said that there is none."""
    read: ReadBack | None = None
    units: Sequence[ListedUnit] = ()
    """To which the item can be given."""
    events: Sequence[tuple[int, str]] = ()
    """Which can be voided: their numbers, and what they say."""
    remaining: int | None = None
    """What is still to be paid, in whole đồng."""
    hint: str | None = None

    @property
    def yesterday(self) -> date:
        """The day before today."""
        return self.today - timedelta(days=1)

    @property
    def required(self) -> frozenset[str]:
        """Fields that have to be filled, by the command or by people."""
        fields = ON_ITEM[self.name].body.model_fields
        return self.wording.required | {name for name, one in fields.items() if one.is_required()}


def asking(  # noqa: PLR0913 - what a form needs
    connection: Connection[Any],
    visit: Visit,
    name: str,
    form: Form,
    cut: Cut,
    *,
    back: str,
    unit: str | None,
    read: ReadBack | None = None,
) -> Asking:
    """The form for a command; what only one item has is still to be added."""
    words = visit.words
    fields = ON_ITEM[name].body.model_fields
    names = field_names(name, words)
    is_given = "to_unit" in fields
    units = units_for(connection, visit.caller, Act.DECIDE, cut) if is_given else []
    hint = f"deed_hint.{name}"
    return Asking(
        name=name,
        wording=WORDINGS[name],
        form=_beside_fields(form, names),
        back=back,
        today=visit.today,
        unit=unit,
        names=names,
        takes_words=WORDS in fields,
        takes_no_due=name == "correct-deadline",
        read=read,
        units=units[:SHOWN],
        hint=words.say(hint) if hint in _HINTED else None,
    )


_HINTED: Final = frozenset(
    f"deed_hint.{name}"
    for name in (
        "report-completion",
        "request-return",
        "request-extension",
        "extend-deadline",
        "correct-deadline",
        "void",
        "withdraw",
        "reject-completion",
        "transfer",
    )
)


def field_names(name: str, words: Words) -> dict[str, str]:
    """What the fields of a command's form are called."""
    return {
        "effective_on": words.say(f"field.{WORDINGS[name].day}"),
        "due_on": words.say(_DUE_NAMES.get(name, "record.due_on")),
        WORDS: words.say("record.deadline_text"),
        "reason": words.say("record.reason"),
        "note": words.say("record.note"),
        "amount": words.say("record.amount"),
        "voucher": words.say("record.voucher"),
        "to_unit": words.say("record.to_unit"),
        "event_no": words.say("record.event_no"),
        "file": words.say("record.files"),
        "source.number": words.say("field.source_number"),
        "source.date": words.say("field.source_date"),
        "source.issuer": words.say("field.source_issuer"),
    }


def _beside_fields(form: Form, names: Mapping[str, str]) -> Form:
    """What is wrong with something that the form has no field for, is said above it alone."""
    told = [one._replace(field=_ITS_FIELDS.get(one.field or "", one.field)) for one in form.wrong]
    wrong = [one if one.field in names else Wrong(None, one.why) for one in told]
    order = [None, *names]
    return replace(form, wrong=tuple(sorted(wrong, key=lambda one: order.index(one.field))))


def form_again(sent: Submission, error: TrackerError | None) -> Form:
    """The form as it was sent, with what is wrong; with nothing wrong it asks for a look.

    Args:
        sent: the form.
        error: why it was refused; None: it was not to be recorded yet.
    """
    if error is not None:
        return Form.again(sent, error)
    form = Form.new(sent.visit, version=sent.version)
    fill = sent.one(FILL)
    values = {**sent.fields, **({"effective_on": [fill]} if fill else {})}
    return replace(form, values=values, kept=sent.kept)


def is_for_a_look(sent: Submission) -> bool:
    """Whether a button was pressed that records nothing."""
    return sent.one(READ) is not None or sent.one(FILL) is not None


def back_of(told: str | None, otherwise: str) -> str:
    """Where a form leads back to: only to a page of ours."""
    return told if told is not None and is_ours(told) else otherwise


def events_told(events: Iterable[Mapping[str, Any]], words: Words) -> list[str]:
    """Events as the API tells them, such as those recorded since a person looked."""
    return [
        words.say(
            "record.event_line",
            no=one["no"],
            event=event_name(one["type"], words.language),
            day=words.day(date.fromisoformat(one["effective_on"])),
            actor=one["actor"],
        )
        for one in events
    ]
