"""Lists that the admin exports: what a stranger wrote must not be a formula in somebody's spreadsheet."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a cell begins with that programs take for a formula (OWASP, “CSV Injection”).
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """The value, after an apostrophe if it could be taken for a formula."""
    return f"'{value}" if value.startswith(FORMULAS) else str(value)


def defuse() -> None:
    """In all of Wagtail's CSV files; its XLSX files say of each cell that it is text.

    Put around Wagtail's own method, because reports have functions of their own for some columns, titles among them.
    """
    theirs = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(view: Any, field: str, value: Any, export_format: str) -> Any:
        cell = theirs(view, field, value, export_format)
        return as_text(cell) if export_format == view.FORMAT_CSV and isinstance(cell, str) else cell

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
