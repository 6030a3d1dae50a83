"""Answers about evidence files in JSON."""

from collections.abc import Mapping
from typing import Any

from tracker.answers import cut_answer
from tracker.days import show_moment
from tracker.evidence.keeping import Kept
from tracker.evidence.records import Record
from tracker.evidence.states import EvidenceState
from tracker.evidence.verifying import Verified
from tracker.reading.attachments import Attached
from tracker.reading.cut import Cut
from tracker.reading.item import OneItem


def kept_answer(kept: Kept, name: str) -> dict[str, Any]:
    """A file that was taken in, under the name that it was brought with."""
    record = kept.record
    return {
        "sha256": record.sha256,
        "size": record.size,
        "media_type": record.media_type,
        "name": name,
        "stored_before": kept.stored_before,
    }


def evidence_answer(
    cut: Cut,
    item: OneItem,
    files: list[Attached],
    records: Mapping[str, Record],
    damaged: set[str],
) -> dict[str, Any]:
    """The files that an item's events name, each with whether it can be had."""
    return {
        **cut_answer(cut),
        "kind": item.kind.value,
        "ref": item.ref,
        "evidence": [_attached(one, records, damaged) for one in files],
    }


def _attached(one: Attached, records: Mapping[str, Record], damaged: set[str]) -> dict[str, Any]:
    record = None if one.sha256 is None else records.get(one.sha256)
    state = EvidenceState.STORED
    if record is None:
        state = EvidenceState.NOT_STORED
    elif record.sha256 in damaged:
        state = EvidenceState.DAMAGED
    told = one if record is None else record
    return {
        "no": one.event.originator_version,
        "type": one.event.TOPIC,
        "effective_on": one.event.effective_on.isoformat(),
        "recorded_at": show_moment(one.event.recorded_at),
        "actor": one.event.actor,
        "voided_by": one.voided_by,
        "name": one.name,
        "sha256": one.sha256,
        "size": told.size,
        "media_type": told.media_type,
        "state": state.value,
    }


def verified_answer(verified: Verified) -> dict[str, Any]:
    """``evidence verify --format json``."""
    return {
        "checked": verified.checked,
        "damaged": [_stored(record) for record in verified.damaged],
        "missing": [_stored(record) for record in verified.missing],
        "unreferenced": [_stored(record) for record in verified.unreferenced],
        "unrecorded": [{"sha256": sha256} for sha256 in verified.unrecorded],
    }


def _stored(record: Record) -> dict[str, Any]:
    return {**record._asdict(), "stored_at": show_moment(record.stored_at)}
