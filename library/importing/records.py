"""The list of records: a CSV file with a line for each language version of a work."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from home.regions import Region
from library.models.parts import refuse_addresses
from library.vocabulary import Kind, Level, Licence, Risk, Role

#: Columns that a list must have, and those that it may have. Several values in a cell are parted by semicolons.
REQUIRED = ("id", "language", "title")
OPTIONAL = (
    "file", "summary", "problem", "kind", "topics", "challenge", "level", "minutes", "preparation_minutes", "group_min",
    "group_max", "materials", "risk", "licence", "contributors", "regions",
)  # fmt: skip
MAX_ROWS = 20_000
#: Longest cell, in characters.
MAX_CELL = 5_000
CHOICES: Mapping[str, type[TextChoices]] = {"kind": Kind, "level": Level, "risk": Risk, "licence": Licence}
NUMBERS = {"minutes": 100_000, "preparation_minutes": 100_000, "group_min": 32_767, "group_max": 32_767}


class UnreadableList(ValidationError):  # noqa: N818 – what it is, not that it went wrong
    """The list as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Record:
    """A line of the list, checked. `values` has only what the line says, in the types of the guide's fields."""

    line: int
    work: str
    language: str
    title: str
    file: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How a report names it."""
        return f"{self.work} ({self.language})"


@dataclass(frozen=True)
class Refused:
    """A line that cannot be taken, and why."""

    line: int
    name: str
    why: str


def read(content: bytes, languages: Iterable[str]) -> Iterator[Record | Refused]:
    """The lines of a CSV file in UTF-8, with commas, semicolons or tabs. Raises UnreadableList."""
    rows = csv.DictReader(io.StringIO(_text(content)), dialect=_dialect(content), strict=True, restkey="", restval="")
    try:
        columns = [(name or "").strip().lower() for name in rows.fieldnames or []]
        while columns and not columns[-1]:  # a spreadsheet's empty columns at the end
            columns.pop()
        _check_columns(columns)
        rows.fieldnames = columns
        known, seen = set(languages), set[tuple[str, str]]()
        for count, row in enumerate(rows, start=1):
            if count > MAX_ROWS:
                raise UnreadableList(_("The list has more than %(most)d lines.") % {"most": MAX_ROWS})
            record = _record(rows.line_num, row, known)
            if isinstance(record, Record):
                if (record.work, record.language) in seen:
                    why = _("The same work in the same language stands further up.")
                    record = Refused(record.line, record.name, why)
                else:
                    seen.add((record.work, record.language))
            yield record
    except csv.Error as error:
        line = {"line": rows.line_num, "error": error}
        raise UnreadableList(_("The list cannot be read after line %(line)d: %(error)s") % line) from error


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList(_("The list is not in UTF-8. Save it as “CSV UTF-8”.")) from error
    if "\0" in text:
        raise UnreadableList(_("This is not a CSV file."))
    return text


def _dialect(content: bytes) -> type[csv.Dialect]:
    first = content.split(b"\n", 1)[0].decode("utf-8", "replace")

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _check_columns(columns: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise UnreadableList(_("The list lacks these columns: %(names)s") % {"names": ", ".join(missing)})
    unknown = [name for name in columns if name not in (*REQUIRED, *OPTIONAL)]
    if unknown:
        names = ", ".join(name or "–" for name in unknown)
        raise UnreadableList(_("The list has columns that nobody knows: %(names)s") % {"names": names})
    if len(set(columns)) < len(columns):
        raise UnreadableList(_("The list has the same column twice."))


def _record(line: int, row: Mapping[str, Any], languages: set[str]) -> Record | Refused:
    extra = any(cell.strip() for cell in row.get("") or ())
    cells = {name: " ".join(str(value or "").split()) for name, value in row.items() if name}
    work, language = cells["id"], cells["language"].lower()
    name = f"{work} ({language})"
    if not any(cells.values()) and not extra:
        return Refused(line, "", _("The line is empty."))
    if extra:
        return Refused(line, name, _("The line has more cells than the list has columns."))
    for column in REQUIRED:
        if not cells[column]:
            return Refused(line, name, _("“%(column)s” is empty.") % {"column": column})
    if len(work) > 100:
        return Refused(line, name, _("“id” is longer than 100 characters."))
    if language not in languages:
        return Refused(line, name, _("The site does not have the language “%(code)s”.") % {"code": language})
    try:
        values = dict(_values(cells))
    except ValidationError as error:
        return Refused(line, name, " ".join(error.messages))
    return Record(line, work, language, cells["title"], cells.get("file", ""), values)


def _values(cells: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What the cells say, for those that say something."""
    for column, cell in cells.items():
        if not cell or column in (*REQUIRED, "file"):
            continue
        if len(cell) > MAX_CELL:
            raise ValidationError(_("“%(column)s” is too long.") % {"column": column})
        if column in CHOICES:
            yield column, _choice(column, cell, CHOICES[column])
        elif column in NUMBERS:
            yield column, _number(column, cell)
        elif column == "regions":
            yield column, [_choice(column, code, Region) for code in _several(cell)]
        elif column == "topics":
            yield column, list(dict.fromkeys(_several(cell)))
        elif column == "materials":
            yield column, "\n".join(_several(cell))
        elif column == "contributors":
            yield column, [_contributor(one) for one in _several(cell)]
        else:
            yield column, cell


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _choice(column: str, cell: str, choices: type[TextChoices]) -> str:
    value = cell.lower()
    if value not in choices.values:
        told = {"value": cell, "column": column, "known": ", ".join(choices.values)}
        raise ValidationError(_("“%(value)s” is no %(column)s. Known are: %(known)s") % told)
    return value


def _number(column: str, cell: str) -> int:
    if not cell.isdecimal() or len(cell) > 6 or not 0 < int(cell) <= NUMBERS[column]:
        raise ValidationError(_("“%(column)s” must be a whole number.") % {"column": column})
    return int(cell)


def _contributor(cell: str) -> tuple[str, str]:
    """“Night Shift (tested)”: a name and a role; who has none wrote it. No e-mail address."""
    refuse_addresses(cell)
    name, _open, role = cell.rstrip(") ").rpartition(" (")
    if not name:
        return cell, Role.WROTE.value
    return name.strip(), _choice("contributors", role, Role)
