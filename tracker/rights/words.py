"""The words of rights: roles, acts, reaches (docs/rights.md)."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is for a unit."""

    CLERK = "clerk"
    CONFIRMER = "confirmer"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What can be done; each command and each question is one of these."""

    READ = "read"
    """See items, counts and histories."""
    LOG = "log"
    """Say what the unit did: start, progress, payment, completion, requests."""
    REGISTER = "register"
    """Give new work to a unit, set and assess its targets."""
    DECIDE = "decide"
    """Confirm, reject, extend, suspend, transfer, withdraw: what the assigner decides."""
    URGE = "urge"
    """Push (đôn đốc)."""
    RUN_UNITS = "run_units"
    """Establish, rename, move, merge, split and dissolve units."""
    RUN_CALENDARS = "run_calendars"
    """Lay down working days."""
    RUN_PEOPLE = "run_people"
    """Register people, grant and revoke, disable."""
    AUDIT = "audit"
    """See who could do what, who signed in, and what was refused."""


class Reach(StrEnum):
    """How far from the unit of a grant a right reaches, by the tree of the day asked about."""

    OWN = "own"
    """The unit itself and the people (level ``person``) directly in it."""
    BELOW = "below"
    """All below the unit; a unit that nothing stands above counts as below itself, for
    nobody else could decide about its work."""
    WITHIN = "within"
    """The unit and all below it."""
