"""A whole year, a bad one: no alert lost, none doubled, none wrong."""

import sys
from time import perf_counter

from tests.simulation.judging import Judge, rows_of
from tests.simulation.judging_post import PostJudge, deliveries_of
from tests.simulation.rules import Rules, stories
from tests.simulation.year import Year
from tests.support.rows import history_of


def test_a_bad_year_loses_doubles_and_falsifies_no_alert(year: Year) -> None:
    house = year.house
    began = perf_counter()
    year.live()
    lived = perf_counter()
    judge = Judge(Rules(year.town, year.endpoints), stories(history_of(house.url)), house.runs)
    rows = rows_of(house.owner)
    flags = judge.flags()
    must = judge.ledger(rows)
    settled = judge.settled(rows)
    judge.in_time(rows)
    post = PostJudge(judge, house, deliveries_of(house.owner), year.sent_again)
    post.everything(rows)
    sys.stdout.write(
        f"\n{len(judge.stories)} items, {year.lives.done} deeds ({year.lives.refused} refused),"
        f" {len(house.runs)} runs of jobs, {sum(not run.is_right for run in house.runs)} by a wrong"
        f" clock\nkilled: {house.kills}\n"
        f"{flags} flags; {must} alerts had to be raised, {len(rows)} were\n{dict(settled)}\n"
        f"{len(post.sent)} digests, {len(house.calls)} calls; {post.doubles()}\n"
        f"{lived - began:.0f} s lived, {perf_counter() - lived:.0f} s judged,"
        f" {len(judge.complaints)} complaints\n"
    )
    assert not judge.complaints, "\n".join(judge.complaints[:20])
    assert flags
    assert {"sent", "dropped closed", "dropped overtaken"} <= set(settled)
    assert post.doubled
