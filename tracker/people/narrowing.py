"""What an API token leaves of its account's grants; and both as the database tells them. Pure."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple

from tracker.rights.granting import Grant
from tracker.rights.rules import RULES
from tracker.rights.words import Reach, Role


class Scope(NamedTuple):
    """What a token is narrowed to; None: not narrowed."""

    roles: frozenset[Role] | None
    unit: str | None


def narrowed(
    grants: Iterable[Grant], scope: Scope, above: AbstractSet[tuple[str, str]]
) -> tuple[Grant, ...]:
    """The grants within a scope; together they never allow what the grants themselves do not.

    Args:
        grants: of the account, in force.
        scope: of the token.
        above: units and the ones that stand above them today, each pair (unit, unit above).
    """
    return tuple(_narrowed(grants, scope, above))


def _narrowed(
    grants: Iterable[Grant], scope: Scope, above: AbstractSet[tuple[str, str]]
) -> Iterator[Grant]:
    for grant in grants:
        if scope.roles is not None and grant.role not in scope.roles:
            continue
        if scope.unit in (None, grant.unit) or (grant.unit, scope.unit) in above:
            yield grant
        elif grant.unit is None or (
            (scope.unit, grant.unit) in above and _reaches_down(grant.role)
        ):
            yield grant._replace(unit=scope.unit)


def _reaches_down(role: Role) -> bool:
    """Whether all that a role may do for a unit, it may do for the units below.

    What is done for the own unit only must not be had for another by naming that one.
    """
    return all(rule.get(role) is not Reach.OWN for rule in RULES.values())


def read_grants(
    rows: Iterable[tuple[str, str | None, str, str | None]] | None,
) -> tuple[Grant, ...]:
    """Grants out of JSON: role, unit, first and last day."""
    return tuple(
        Grant(
            Role(role),
            unit,
            date.fromisoformat(since),
            None if until is None else date.fromisoformat(until),
        )
        for role, unit, since, until in rows or ()
    )


def read_above(rows: Iterable[tuple[str, str]] | None) -> AbstractSet[tuple[str, str]]:
    """Pairs (unit, unit above) out of JSON."""
    return {(below, above) for below, above in rows or ()}
