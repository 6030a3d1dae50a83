"""What differs between any two cuts, on one day or on two, and only that."""

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.support.properties import costly_examples
from tracker.reading import changes as reading
from tracker.reading.changes import changed_items, changes, differing


@costly_examples(0.08)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_the_items_are_those_whose_class_differs_between_the_two_cuts(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    """Whether units are few or many is a matter of speed alone."""
    with pytest.MonkeyPatch.context() as patch, taken_in(databases, lines) as connection:
        for _ in range(12):
            (as_of, known_at), (other_day, other_time) = (
                data.draw(strategies.cut_points(lines)) for _ in range(2)
            )
            given_ = data.draw(filters_of(lines))
            filters = as_filters(given_)
            patch.setattr(reading, "_FEW", data.draw(st.sampled_from([0, 20])))
            cut, against = at(connection, as_of, known_at), at(connection, other_day, other_time)

            found = changes(connection, cut, against, filters).items

            before = classes(naive.items(lines, as_of, known_at, **given_))
            after = classes(naive.items(lines, other_day, other_time, **given_))
            assert {(one.kind, one.ref): (one.before, one.after) for one in found} == {
                key: (before.get(key), after.get(key))
                for key in before.keys() | after.keys()
                if before.get(key) != after.get(key)
            }
            ids = differing(connection, cut, against, filters)
            assert changed_items(connection, cut, against, filters, ids) == found
            assert len(ids) == len(found)
            explained = sum(bool(one.events) for one in found)
            event(f"differ: {min(len(found), 4)}, of them by events: {min(explained, 4)}")


def classes(items: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(item["kind"], item["ref"]): item["class"] for item in items}
