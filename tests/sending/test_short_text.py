"""Short texts: every telephone can show them, and each is one message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sending.short_text import MOST, length, plain, short_text

COUNTS = ["3 quá hạn", "5 sắp đến hạn"]
GSM = set("@$\n !\"#%&'()*+,-./:;<=>?[]{}^~|\\_") | set(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


def test_it_reads_as_domain_md_says() -> None:
    said = short_text("Phòng Nội vụ", COUNTS)
    assert said == "[CCHC] Phong Noi vu: 3 qua han, 5 sap den han"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sở Xây dựng", "So Xay dung"),
        ("Đảng ủy xã Đồng Phú", "Dang uy xa Dong Phu"),
        ("UBND  phường\tNgã Bảy", "UBND phuong Nga Bay"),
        ("Trung tâm “Một cửa” \N{EN DASH} cơ sở 2", 'Trung tam "Mot cua" - co so 2'),
        ("Tổ công tác số 5 ①🙂", "To cong tac so 5 1"),
        ("Pho\u0300ng No\u0323\u0302i vu\u0323", "Phong Noi vu"),
    ],
)
def test_accents_go_and_capitals_stay(name: str, said: str) -> None:
    assert plain(name) == said


def test_a_name_that_is_too_long_ends_after_a_word_and_the_counts_stay_whole() -> None:
    name = "Trung tâm Phục vụ hành chính công và các đơn vị trực thuộc của UBND thành phố " * 2
    said = short_text(name, COUNTS)

    assert length(said) <= MOST
    assert said.endswith(" cac don...: 3 qua han, 5 sap den han")


def test_brackets_count_twice() -> None:
    """In GSM 03.38 they are escaped."""
    assert length("[CCHC] a") == 10


@given(st.text(max_size=300), st.lists(st.integers(0, 10**9), min_size=1, max_size=3))
def test_whatever_a_unit_is_called_it_is_one_message_of_the_plain_alphabet(
    name: str, numbers: list[int]
) -> None:
    said = short_text(name, [f"{number} quá hạn" for number in numbers])

    assert length(said) <= MOST
    assert set(said) <= GSM
    assert said.endswith(", ".join(f"{number} qua han" for number in numbers))
