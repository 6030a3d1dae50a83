"""A token never does more than its account, nor more than its scope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.properties import examples
from tracker.days import EARLIEST
from tracker.people.narrowing import Scope, narrowed
from tracker.rights.granting import Grant
from tracker.rights.rules import RULES
from tracker.rights.words import Act, Reach, Role

PARENTS = {"T": None, "H": "T", "H2": "T", "X": "H", "X2": "H", "P": "X"}
"""A province, two districts, two communes, a person."""
UNITS = list(PARENTS)


def above(unit: str) -> list[str]:
    """The units that stand above one, itself first."""
    found = [unit]
    while (parent := PARENTS[found[-1]]) is not None:
        found.append(parent)
    return found


ABOVE = {(unit, high) for unit in UNITS for high in above(unit)}


def allowed(grants: tuple[Grant, ...]) -> set[tuple[Act, str]]:
    """What can be done for which unit, told apart the long way (docs/rights.md)."""
    found = set()
    for grant in grants:
        for act, rule in RULES.items():
            reach = rule.get(grant.role)
            for unit in UNITS if reach is not None else []:
                own = unit == grant.unit or (PARENTS[unit] == grant.unit and unit == "P")
                within = grant.unit in above(unit)
                below = within and (unit != grant.unit or PARENTS[unit] is None)
                if grant.unit is None or {Reach.OWN: own, Reach.WITHIN: within}.get(reach, below):
                    found.add((act, unit))
    return found


GRANTS = st.lists(
    st.builds(
        lambda role, unit: Grant(role, unit, EARLIEST),
        st.sampled_from(Role),
        st.none() | st.sampled_from(UNITS),
    ),
    max_size=4,
).map(tuple)
SCOPES = st.builds(
    Scope,
    st.none() | st.frozensets(st.sampled_from(Role), max_size=3),
    st.none() | st.sampled_from(UNITS),
)


@examples(2)
@given(grants=GRANTS, scope=SCOPES)
def test_what_a_token_may_do_its_account_may_do_within_its_scope(
    grants: tuple[Grant, ...], scope: Scope
):
    left = narrowed(grants, scope, ABOVE)

    assert allowed(left) <= allowed(grants)
    assert scope.roles is None or {grant.role for grant in left} <= scope.roles
    if scope.unit is not None:
        assert {unit for _, unit in allowed(left)} <= {
            unit for unit in UNITS if scope.unit in above(unit)
        }


@examples(1)
@given(grants=GRANTS)
def test_a_token_that_is_not_narrowed_may_do_the_same(grants: tuple[Grant, ...]):
    assert narrowed(grants, Scope(None, None), ABOVE) == grants


@pytest.mark.parametrize(
    ("role", "held", "unit", "left"),
    [
        (Role.LEADER, "H", "X", "X"),
        (Role.CONFIRMER, "H", "X", "X"),
        (Role.AUDITOR, None, "X", "X"),
        (Role.CLERK, None, "X", "X"),
        (Role.CLERK, "X", "X", "X"),
        (Role.CLERK, "X", "H", "X"),
        # What a clerk does for the own unit only would be had for another by naming it.
        (Role.CLERK, "H", "X", None),
        (Role.LEADER, "H2", "X", None),
    ],
)
def test_a_grant_meets_a_unit(role: Role, held: str | None, unit: str, left: str | None):
    found = narrowed((Grant(role, held, EARLIEST),), Scope(None, unit), ABOVE)

    assert [grant.unit for grant in found] == ([] if left is None else [left])
