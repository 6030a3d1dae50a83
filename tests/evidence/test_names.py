"""Names of files: without folders, composed, one line."""

from unicodedata import normalize

import pytest

from tracker.errors import InvalidInputError
from tracker.evidence.names import LONGEST, plain_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Báo cáo.pdf", "Báo cáo.pdf"),
        (normalize("NFD", "Báo cáo tháng 3.pdf"), "Báo cáo tháng 3.pdf"),
        ("C:\\Users\\an\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("  Báo cáo.pdf ", "Báo cáo.pdf"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_the_last_part_of_a_name_is_kept_in_composed_letters(given: str, name: str):
    assert plain_name(given) == name


@pytest.mark.parametrize(
    "given",
    ["", "   ", "a/", "..", "a/..", ".", "a\x00.pdf", "a\nb.pdf", "a\u202efdp.exe", "x" * 201],
)
def test_what_is_no_name_is_refused(given: str):
    with pytest.raises(InvalidInputError) as caught:
        plain_name(given)

    assert caught.value.code == "bad_file_name"
