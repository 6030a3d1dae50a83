"""A parameter given twice is refused: of two, one would be lost in silence."""

import pytest

from tests.api.asking import Web, refused


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/counts?as_of=2024-03-08&as_of=2024-03-09",
        "/api/v1/items?as_of=2024-03-08&unit=H57&unit=H30",
        "/api/v1/people?search=a&search=a",
    ],
)
def test_a_parameter_given_twice_is_refused(sample: Web, path: str) -> None:
    body = refused(sample.send("GET", path), 422, "repeated_parameter")
    assert body["field"] == path.rpartition("&")[2].partition("=")[0]


def test_several_classes_may_be_asked_for(sample: Web) -> None:
    path = "/api/v1/items?as_of=2024-03-08&class=open_in_time&class=done_on_time"
    response = sample.send("GET", path)
    assert {item["class"] for item in response.json()["items"]} == {"open_in_time", "done_on_time"}
