"""Tables of those who audit access: who held which right, and what was refused."""

from typing import Final

from tracker.access.refusals import Noted
from tracker.people.listing import HeldRight
from tracker.present.columns import Column, coded

RIGHTS: Final[tuple[Column[HeldRight], ...]] = (
    Column("login", lambda held: held.name),
    Column("full_name", lambda held: held.full_name),
    coded("role", "role", lambda held: held.grant.role.value),
    Column("unit", lambda held: held.grant.unit),
    Column("since", lambda held: held.grant.since),
    Column("last_day", lambda held: held.grant.until),
    Column("revoked_on", lambda held: held.grant.revoked_on),
)
"""``rights``; no unit: the whole installation."""

REFUSALS: Final[tuple[Column[Noted], ...]] = (
    Column("refusal_at", lambda noted: noted.at),
    Column("refusal_times", lambda noted: noted.times),
    Column("refusal_account", lambda noted: noted.account),
    Column("refusal_address", lambda noted: noted.address),
    Column("refusal_method", lambda noted: noted.method),
    Column("refusal_path", lambda noted: noted.path),
    Column("refusal_code", lambda noted: noted.code),
    coded("refusal_act", "act", lambda noted: noted.act),
    Column("refusal_unit", lambda noted: noted.unit),
)
"""``refusals``, the youngest first."""
