"""The fixed words of the outside surface (contract.md sections 1 to 3)."""

from enum import StrEnum


class Kind(StrEnum):
    """The four sorts of item; a target is assessed, never completed (domain.md 4.7)."""

    PLAN_TASK = "plan_task"
    DIRECTIVE = "directive"
    FINDING = "finding"
    TARGET = "target"


COMPLETED_KINDS = (Kind.PLAN_TASK, Kind.DIRECTIVE, Kind.FINDING)
"""The kinds that have a deadline and a class; what is counted unless a kind is named."""


class IssuerLevel(StrEnum):
    """Who issued a directive (contract.md section 3)."""

    GOVERNMENT = "government"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    PARTY = "party"
    OWN = "own"


class Area(StrEnum):
    """The six reform areas, and direction as such (domain.md section 7)."""

    INSTITUTIONS = "institutions"
    PROCEDURES = "procedures"
    ORGANISATION = "organisation"
    CIVIL_SERVICE = "civil_service"
    PUBLIC_FINANCE = "public_finance"
    DIGITAL_GOVERNMENT = "digital_government"
    DIRECTION = "direction"


class UnitLevel(StrEnum):
    """The level of a unit in the tree."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OFFICE = "office"
    PERSON = "person"


class FindingCategory(StrEnum):
    """What a recommendation of an inspection conclusion demands (domain.md 4.7)."""

    RECOVER = "recover"
    DEDUCT = "deduct"
    DISCIPLINE = "discipline"
    CORRECT_DOCUMENT = "correct_document"
    CORRECT_PRACTICE = "correct_practice"
    TRANSFER_CASE = "transfer_case"


class TargetState(StrEnum):
    """Where a target stands; ``met`` and ``no_case`` count as met.

    ``not_assessed`` is what it is before its first assessment; nobody records it.
    """

    MET = "met"
    IN_PROGRESS = "in_progress"
    NOT_MET = "not_met"
    NOT_MEASURABLE = "not_measurable"
    NO_CASE = "no_case"
    NOT_ASSESSED = "not_assessed"


class Word(StrEnum):
    """What can happen to an item; a finding calls three of them by words of its own."""

    ASSIGNED = "assigned"
    STARTED = "started"
    PROGRESS_NOTED = "progress_noted"
    PAYMENT_RECORDED = "payment_recorded"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_REFUSED = "extension_refused"
    DEADLINE_EXTENDED = "deadline_extended"
    DEADLINE_CORRECTED = "deadline_corrected"
    COMPLETION_REPORTED = "completion_reported"
    COMPLETION_CONFIRMED = "completion_confirmed"
    COMPLETION_REJECTED = "completion_rejected"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"
    RETURN_REQUESTED = "return_requested"
    RETURN_REFUSED = "return_refused"
    RETURN_ACCEPTED = "return_accepted"
    WITHDRAWN = "withdrawn"
    URGED = "urged"
    OVERDUE_FLAGGED = "overdue_flagged"
    DUE_SOON_FLAGGED = "due_soon_flagged"
    VOIDED = "voided"


FINDING_WORDS = {
    Word.COMPLETION_REPORTED: "remediation_reported",
    Word.COMPLETION_CONFIRMED: "remediated",
    Word.COMPLETION_REJECTED: "remediation_rejected",
}
"""How a finding spells the three completion events (end of contract.md section 2)."""


class Phase(StrEnum):
    """Where an item stands in its life; the class adds what the deadline says."""

    OPEN = "open"
    REPORTED = "reported"
    DONE = "done"
    SUSPENDED = "suspended"
    OUT = "out"


class ItemClass(StrEnum):
    """The eleven classes (contract.md section 1); always computed, never the truth."""

    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    OPEN_NO_DEADLINE = "open_no_deadline"
    AWAIT_IN_TIME = "await_in_time"
    AWAIT_LATE = "await_late"
    AWAIT_NO_DEADLINE = "await_no_deadline"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    DONE_NO_DEADLINE = "done_no_deadline"
    SUSPENDED = "suspended"
    OUT = "out"


ACTIVE_CLASSES = frozenset(ItemClass) - {
    ItemClass.DONE_ON_TIME,
    ItemClass.DONE_LATE,
    ItemClass.DONE_NO_DEADLINE,
    ItemClass.OUT,
}
"""What is still to be done: open, waiting for confirmation, or suspended (domain.md 4.8)."""


def word_as_stored(kind: Kind, word: Word) -> str:
    """How a kind spells a word in its event types, without the kind's prefix."""
    return FINDING_WORDS.get(word, word.value) if kind is Kind.FINDING else word.value
