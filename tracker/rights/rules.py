"""What each role may do and how far; docs/rights.md says the same for people."""

from collections.abc import Mapping
from typing import Final

from tracker.rights.words import Act, Reach, Role

RULES: Final[Mapping[Act, Mapping[Role, Reach]]] = {
    Act.READ: {
        Role.CLERK: Reach.WITHIN,
        Role.CONFIRMER: Reach.WITHIN,
        Role.LEADER: Reach.WITHIN,
        Role.AUDITOR: Reach.WITHIN,
    },
    Act.LOG: {Role.CLERK: Reach.OWN},
    Act.REGISTER: {Role.CLERK: Reach.WITHIN},
    Act.DECIDE: {Role.CONFIRMER: Reach.BELOW},
    Act.URGE: {Role.LEADER: Reach.WITHIN},
    Act.RUN_UNITS: {Role.ADMINISTRATOR: Reach.WITHIN},
    Act.RUN_CALENDARS: {Role.ADMINISTRATOR: Reach.WITHIN},
    Act.RUN_PEOPLE: {Role.ADMINISTRATOR: Reach.WITHIN},
    Act.AUDIT: {Role.AUDITOR: Reach.WITHIN, Role.ADMINISTRATOR: Reach.WITHIN},
}
"""An act that a role is not named for is refused to it."""

WRITING: Final = frozenset(set(Act) - {Act.READ, Act.AUDIT})
"""The acts that record something."""
