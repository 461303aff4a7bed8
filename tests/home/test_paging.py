"""A list, a page at a time, and what people write into its address."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from home.paging import page_number, page_of


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("2", 2),
        ("٣", 3),
        ("", 1),
        ("0", 1),
        ("-1", 1),
        ("abc", 1),
        ("1.5", 1),
        ("²", 1),
        ("\x00", 1),
        ('"2', 1),
        ("99999999999999999999", 99999999999999999999),
        ("9" * 5000, 99999999999999999999),
    ],
)
def test_page_number(asked: str, number: int) -> None:
    assert page_number(RequestFactory().get("/", {"page": asked})) == number


def test_a_page_of_a_list() -> None:
    page = page_of(range(30), RequestFactory().get("/", {"page": "2"}), 12)
    assert list(page) == list(range(12, 24))


@pytest.mark.parametrize("asked", ["4", "99999999999999999999"])
def test_past_the_end_is_not_found(asked: str) -> None:
    with pytest.raises(Http404):
        page_of(range(30), RequestFactory().get("/", {"page": asked}), 12)


def test_an_empty_list_has_a_first_page() -> None:
    assert list(page_of([], RequestFactory().get("/"), 12)) == []


def test_numbers_around_a_page() -> None:
    page = page_of(range(200), RequestFactory().get("/", {"page": "9"}), 10)
    assert page.numbers == [1, None, 7, 8, 9, 10, 11, None, 20]
