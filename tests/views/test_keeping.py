"""Saved lists: each person's own, under names of his own, and not without end."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.errors import InvalidInputError, NotFoundError, RuleViolationError
from tracker.views.keeping import MOST, View, remove_view, rename_view, save_view, views_of

NOW = datetime(2024, 6, 3, 2, tzinfo=UTC)
ME, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def connection(pool: ConnectionPool[Connection[Any]]) -> Any:
    with pool.connection() as connection:
        yield connection


def names(connection: Connection[Any], account: UUID = ME) -> list[str]:
    return [view.name for view in views_of(connection, account)]


def test_a_list_is_kept_under_its_name_for_who_saved_it_alone(connection: Connection[Any]) -> None:
    view = save_view(connection, ME, "Quá hạn của xã", "class=open_overdue&unit=H57.31", NOW)
    assert views_of(connection, ME) == [view]
    assert view == View(view.view_id, "Quá hạn của xã", "class=open_overdue&unit=H57.31")
    assert views_of(connection, OTHER) == []


@pytest.mark.parametrize("again", ["quá hạn", "QUÁ HẠN", "  Quá \t hạn ", "Qua\u0301 ha\u0323n"])
def test_a_name_is_used_once_whatever_its_capitals_blanks_and_form(
    connection: Connection[Any], again: str
) -> None:
    save_view(connection, ME, "Quá hạn", "", NOW)
    with pytest.raises(RuleViolationError, match="view_name_taken"):
        save_view(connection, ME, again, "kind=finding", NOW)
    save_view(connection, OTHER, again, "", NOW)
    assert names(connection) == ["Quá hạn"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "empty_text"), (" \n", "empty_text"), ("a" * 101, "text_too_long"), ("a\0b", "bad_char")],
)
def test_a_name_is_short_and_can_be_read(connection: Connection[Any], name: str, code: str) -> None:
    with pytest.raises(InvalidInputError, match=code):
        save_view(connection, ME, name, "", NOW)
    assert names(connection) == []


def test_an_address_without_end_is_not_kept(connection: Connection[Any]) -> None:
    with pytest.raises(InvalidInputError, match="text_too_long"):
        save_view(connection, ME, "Dài", "q=" + "a" * 4_000, NOW)


def test_there_are_no_more_than_can_be_looked_over(connection: Connection[Any]) -> None:
    for number in range(MOST):
        save_view(connection, ME, f"{number:02}", "", NOW)
    with pytest.raises(RuleViolationError, match="too_many_views"):
        save_view(connection, ME, "một nữa", "", NOW)
    save_view(connection, OTHER, "một nữa", "", NOW)
    assert names(connection) == [f"{number:02}" for number in range(MOST)]


def test_a_list_is_renamed_but_not_to_the_name_of_another(connection: Connection[Any]) -> None:
    first = save_view(connection, ME, "Một", "kind=finding", NOW)
    save_view(connection, ME, "Hai", "", NOW)
    rename_view(connection, ME, first.view_id, "MỘT")
    with pytest.raises(RuleViolationError, match="view_name_taken"):
        rename_view(connection, ME, first.view_id, "hai")
    assert views_of(connection, ME)[1] == first._replace(name="MỘT")


def test_nobody_renames_or_removes_the_list_of_somebody_else(connection: Connection[Any]) -> None:
    view = save_view(connection, OTHER, "Của người khác", "", NOW)
    with pytest.raises(NotFoundError, match="unknown_view"):
        rename_view(connection, ME, view.view_id, "Của tôi")
    with pytest.raises(NotFoundError, match="unknown_view"):
        remove_view(connection, ME, view.view_id)
    assert views_of(connection, OTHER) == [view]


def test_a_list_that_is_removed_is_gone_and_its_name_free(connection: Connection[Any]) -> None:
    view = save_view(connection, ME, "Một", "kind=finding", NOW)
    assert remove_view(connection, ME, view.view_id) == view
    assert views_of(connection, ME) == []
    save_view(connection, ME, "Một", "", NOW)
    with pytest.raises(NotFoundError, match="unknown_view"):
        remove_view(connection, ME, view.view_id)
