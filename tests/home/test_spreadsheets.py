"""What may stand in a CSV file; tests/stories/test_exports.py reads such files."""

from __future__ import annotations

import pytest

from home.spreadsheets import as_text


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_a_formula(begin: str) -> None:
    assert as_text(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("value", ["", "A = b", "'quoted'", "1-2"])
def test_other_text_stays_as_it_is(value: str) -> None:
    assert as_text(value) == value
