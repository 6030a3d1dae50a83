"""Which passwords are too weak, and how the others are kept."""

from unicodedata import normalize

import pytest

from tests.people.staff import CHEAP, OTHER, PASSWORD, WRONG
from tracker.errors import InvalidInputError
from tracker.people.hashing import PasswordHasher
from tracker.people.weakness import LONGEST, SHORTEST, refuse_weak

NAME = "nguyen.van.an"


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        WRONG,
        "h u e t h u o n g",
        "trời nắng hoa cúc vàng",
        "Q7#ax!Lp9$Zk",
        "ツバキツバメツキヨミアサ",
        "mật khẩu của cô Lan ở Huế",
        "đ" * 4 + "ê" * 4 + "ơ" * 4 + "uy",
        "x" * 60 + "abcde" + "y" * (LONGEST - 65),
    ],
)
def test_what_is_long_and_one_s_own_is_taken(password: str):
    refuse_weak(password, NAME)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("Q7#ax!Lp9$Z", "password_too_short"),
        # Eleven letters, however many signs they are typed as.
        (normalize("NFD", "ốốốốốếếếếếờ"), "password_too_short"),
        ("abcdefg " * 17, "password_too_long"),
        ("Nguyen.Van.An 2024", "password_has_name"),
        ("xin chào NGUYENVANAN", "password_has_name"),
        ("Nguyễn.Văn.Ấn 2024", "password_has_name"),
        ("matkhau123456", "password_too_common"),
        ("Mật Khẩu 2024!!", "password_too_common"),
        ("MatKhauMatKhau", "password_too_common"),
        ("password12345678", "password_too_common"),
        ("P a s s w o r d 1 2", "password_too_common"),
        ("qwertyuiop123", "password_too_common"),
        ("ubnd@2024@2025", "password_too_common"),
        ("123456789012", "password_too_common"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("abababababababab", "password_too_common"),
        ("!@#$%^&*()_+", "password_too_common"),
    ],
)
def test_what_is_easily_guessed_is_refused_and_not_repeated(password: str, code: str):
    with pytest.raises(InvalidInputError) as refused:
        refuse_weak(password, NAME)

    assert refused.value.code == code
    assert refused.value.details["field"] == "password"
    assert set(refused.value.details.values()) <= {"password", SHORTEST, LONGEST}


def test_a_short_login_name_is_part_of_too_many_words_to_be_looked_for():
    refuse_weak("bình an vô sự nhé", "an")


def test_a_password_is_the_same_however_its_letters_are_composed():
    kept = CHEAP.hashed(normalize("NFC", PASSWORD))

    for form in ("NFD", "NFKD", "NFKC"):
        assert CHEAP.matches(normalize(form, PASSWORD), kept).right
    # What a Vietnamese keyboard makes of full-width letters is the same, too.
    assert CHEAP.matches("\uff41\uff42\uff43", CHEAP.hashed("abc")).right
    assert not CHEAP.matches(f"{PASSWORD} ", kept).right
    assert not CHEAP.matches(PASSWORD.upper(), kept).right


def test_of_equal_passwords_no_two_hashes_are_equal():
    assert CHEAP.hashed(PASSWORD) != CHEAP.hashed(PASSWORD)


def test_where_nothing_is_kept_nothing_is_right():
    assert not CHEAP.matches("", None).right
    assert not CHEAP.matches(PASSWORD, None).right
    assert not CHEAP.matches("x" * 1_000_000, CHEAP.hashed("")).right


def test_the_parameters_are_above_the_least_that_owasp_asks_for():
    kept = PasswordHasher().hashed(PASSWORD)

    _, sort, _, parameters, *_ = kept.split("$")
    told = dict(part.split("=") for part in parameters.split(","))
    assert sort == "argon2id"
    assert int(told["m"]) >= 19 * 1024
    assert int(told["t"]) >= 2
    assert PasswordHasher().matches(PASSWORD, kept) == (True, None)


def test_what_was_kept_more_cheaply_is_hashed_anew():
    kept = CHEAP.hashed(PASSWORD)
    dearer = PasswordHasher(memory_kib=16, passes=1)

    right = dearer.matches(PASSWORD, kept)
    wrong = dearer.matches(WRONG, kept)

    assert right.rehashed is not None
    assert dearer.matches(PASSWORD, right.rehashed) == (True, None)
    assert wrong == (False, None)
