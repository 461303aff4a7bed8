"""A guide in the formats of bibliographies: BibTeX, RIS and CSL-JSON.

Names are kept as they are written: projects and pseudonyms have no first and last name that a program could swap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from home import i18n
from library.exports.records import Record

PUBLISHER = "Global Grassroots Support Network"
#: What ends a line or is no text at all.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
#: What LaTeX would read as a command.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
#: What may stand in an address as it is: `\url` prints it, and programs read it back.
LATEX_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def one_line(text: object) -> str:
    """Text as one line without control characters: every format here ends a field with the line."""
    return " ".join(CONTROL.sub(" ", str(text)).split())


def _authors(record: Record) -> list[str]:
    return [one_line(name) for name in record.authors] or [PUBLISHER]


def _number(record: Record) -> str:
    """“GGSN guide 42, version 2.”, in the language of the guide."""
    with i18n.speaking(record.language):
        return record.page.version_text


def bibtex(record: Record) -> str:
    """A `@misc` entry (BibTeX, BibLaTeX); braces keep names and capitals as they are."""
    page = record.page

    def braced(text: object) -> str:
        return "{" + one_line(text).translate(LATEX) + "}"

    fields = {
        "author": "{" + " and ".join(braced(name) for name in _authors(record)) + "}",
        "title": "{" + braced(page.title) + "}",
        "year": f"{{{page.version_date.year}}}",
        "month": f"{{{page.version_date.month}}}",
        "publisher": "{" + braced(PUBLISHER) + "}",
        "howpublished": braced(_number(record)),
        "language": braced(record.language),
        "url": "{" + record.address.translate(LATEX_URL) + "}",
        "keywords": braced(", ".join(topic.name for topic in page.topic_list)),
        "abstract": braced(page.summary),
        "copyright": "{" + page.licence_terms.uri + "}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value not in ("{}", "{{}}")]
    return "\n".join([f"@misc{{{record.file_name},", *lines, "}", ""])


def ris(record: Record) -> str:
    """A record of type ELEC (web page); lines end with CR LF, as the format has it."""
    page = record.page
    fields: list[tuple[str, object]] = [
        ("TY", "ELEC"),
        ("ID", record.file_name),
        *(("AU", name) for name in _authors(record)),
        ("TI", page.title),
        ("PY", page.version_date.year),
        ("DA", f"{page.version_date:%Y/%m/%d}"),
        ("PB", PUBLISHER),
        ("ET", page.version),
        ("N1", _number(record)),
        ("LA", record.language),
        ("AB", page.summary),
        *(("KW", topic.name) for topic in page.topic_list),
        ("UR", record.address),
        ("C1", page.licence_terms.uri),
    ]
    lines = [f"{tag}  - {text}" for tag, value in fields if (text := one_line(value))]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_item(record: Record) -> dict[str, Any]:
    """The guide as an item of the Citation Style Language."""
    page = record.page
    date = page.version_date
    item: dict[str, Any] = {
        "id": record.file_name,
        "type": "webpage",
        "title": one_line(page.title),
        "author": [{"literal": name} for name in _authors(record)],
        "issued": {"date-parts": [[date.year, date.month, date.day]]},
        "container-title": "GGSN",
        "publisher": PUBLISHER,
        "number": str(page.number or ""),
        "version": str(page.version),
        "genre": page.kind,
        "language": record.language,
        "abstract": one_line(page.summary),
        "keyword": ", ".join(one_line(topic.name) for topic in page.topic_list),
        "URL": record.address,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(record: Record) -> str:
    """A list of one item, as programs export it."""
    return json.dumps([csl_item(record)], ensure_ascii=False, indent=1) + "\n"


class Form(NamedTuple):
    """A format with the MIME type under which it is served."""

    name: str
    content_type: str
    write: Callable[[Record], str]


#: By the ending of the file.
FORMS = {
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "csl.json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
