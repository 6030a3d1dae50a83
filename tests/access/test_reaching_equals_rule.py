"""Rights asked in SQL are those of docs/rights.md, read word for word, on any history of units."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reform.lens_histories import ended_by, reforms
from tests.reform.test_lens_properties import at, take_in
from tests.support.properties import costly_examples
from tests.support.scenario import happening_of
from tracker.access.judging import may
from tracker.access.limiting import readable
from tracker.database.connect import app_conninfo
from tracker.days import local_day
from tracker.fold.units import UnitTree
from tracker.projections.projector import catch_up
from tracker.rights.granting import Caller, Grant
from tracker.rights.rules import RULES
from tracker.rights.words import Act, Reach, Role

ALWAYS = date(2000, 1, 1)
QUESTIONS = 12


def tree_known(lines: list[Line], known_at: datetime | None) -> UnitTree:
    histories: dict[str, list[Any]] = {}
    for line in lines:
        if line["type"].startswith("unit.") and (
            known_at is None or naive.recorded(line) <= known_at
        ):
            event_class, fields = happening_of(line)
            facts = histories.setdefault(line["code"], [])
            facts.append(event_class.fact_from(fields))  # type: ignore[attr-defined]
    return UnitTree(histories)


def nearest(tree: UnitTree, code: str, day: date) -> date | None:
    """The day itself where the unit is there; else the last it was there before, or the first."""
    days = [day + timedelta(days=n) for n in range(0, -400, -1)]
    there = [d for d in days if tree.at(code, d) is not None]
    if there:
        return there[0]
    later = [day + timedelta(days=n) for n in range(1, 400)]
    return next((d for d in later if tree.at(code, d) is not None), None)


def chain(tree: UnitTree, code: str, day: date) -> list[str]:
    near = nearest(tree, code, day)
    if near is None:
        return [code]
    found: list[str] = []
    for above in tree.above(code, near):
        if tree.at(above, near) is None:
            break
        found.append(above)
    return found


def reached(codes: list[str], grant: Grant, act: Act) -> bool:
    match RULES[act].get(grant.role):
        case None:
            return False
        case Reach.OWN:
            return grant.unit == codes[0]  # no unit of these histories is a person
        case Reach.BELOW:
            return grant.unit in (codes[1:] or codes)
        case Reach.WITHIN:
            return grant.unit in codes


def keepers(lines: list[Line], code: str, today: date) -> Iterator[str]:
    """The unit that keeps the records of one that has ended, if anybody does in the end."""
    ended = ended_by(lines, today)
    passed: list[str] = []
    heir: str | None = code
    while heir is not None and heir in ended and heir not in passed:
        passed.append(heir)
        heir = ended[heir]
    if heir is not None and heir not in passed and heir != code:
        yield heir


def allowed(
    lines: list[Line], caller: Caller, act: Act, unit: str, cut: tuple[date, datetime | None]
) -> bool:
    as_of, known_at = cut
    codes = chain(tree_known(lines, known_at), unit, as_of)
    if any(reached(codes, grant, act) for grant in caller.grants):
        return True
    if act not in (Act.READ, Act.AUDIT):
        return False
    today = max(caller.asked_on, as_of)
    now = tree_known(lines, None)
    return any(
        reached(chain(now, keeper, today), grant, act)
        for code in codes
        for keeper in keepers(lines, code, today)
        for grant in caller.grants
    )


@costly_examples(0.15)
@given(lines=reforms(), data=st.data())
def test_a_right_reaches_as_far_as_the_rule_says(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    codes = [line["code"] for line in lines if line["type"] == "unit.established"]
    grants = st.builds(Grant, st.sampled_from(Role), st.sampled_from(codes), st.just(ALWAYS))
    last = local_day(max(map(naive.recorded, lines)))
    with databases.fresh() as url:
        take_in(url, lines)
        catch_up(url)
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            for _ in range(QUESTIONS):
                held = tuple(data.draw(st.lists(grants, max_size=3), label="grants"))
                caller = Caller(UUID(int=1), "a", held, last)
                cut = data.draw(strategies.cut_points(lines), label="C, K")
                _compare(connection, lines, caller, cut)


def _compare(
    connection: Connection[Any],
    lines: list[Line],
    caller: Caller,
    asked: tuple[date, datetime | None],
) -> None:
    cut = at(connection, *asked)
    tree = tree_known(lines, asked[1])
    ids = dict(connection.execute("select code, unit_id from unit").fetchall())
    for code in ids:
        for act in Act if code in tree else ():
            expected = allowed(lines, caller, act, code, asked)
            assert may(connection, caller, act, code, cut) == expected, (code, act)
    assert set(readable(connection, caller, cut)) == {
        unit
        for code, unit in ids.items()
        if code in tree and allowed(lines, caller, Act.READ, code, asked)
    }
