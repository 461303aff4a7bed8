"""Dates as each language writes them, also where Django knows no formats of it."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime.datetime(2026, 12, 3, 15, 4, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "short"),
    [
        ("en", "3 December 2026", "3 December 2026, 15:04", "3 Dec 2026, 15:04"),
        ("fr", "3 décembre 2026", "3 décembre 2026 15:04", "03/12/2026 15:04"),
        ("ar", "3 ديسمبر، 2026", "3 ديسمبر، 2026، 3:04 م", "03\u200f/12\u200f/2026، 3:04 م"),
        ("sw", "3 Disemba 2026", "3 Disemba 2026, 15:04", "03/12/2026 15:04"),
        ("ha", "3 December 2026", "3 December 2026, 15:04", "03/12/2026 15:04"),
    ],
)
def test_dates(language: str, day: str, moment: str, short: str) -> None:
    with translation.override(language):
        formats = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")
        assert [date_format(MOMENT, name) for name in formats] == [day, moment, short]
