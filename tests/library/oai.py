"""Asking for records, for the tests of OAI-PMH."""

from __future__ import annotations

import datetime
from typing import Any

import lxml.etree
from django.test import Client

from library.models import GuidePage
from tests.test_architecture import ROOT

BASE = "https://ggsn.example"
SCHEMA = lxml.etree.XMLSchema(lxml.etree.parse(str(ROOT / "tests/schemas/OAI-PMH.xsd")))
N = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


def ask(client: Client, *, is_valid: bool = True, **query: str) -> Any:
    """The answer, which is always 200 and valid."""
    response = client.get("/oai/", {name.rstrip("_"): value for name, value in query.items()})
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    tree = lxml.etree.fromstring(response.content)
    if is_valid:
        SCHEMA.assertValid(tree)
    return tree


def error(tree: Any) -> str:
    """The code of the only error."""
    (found,) = tree.xpath("o:error/@code", namespaces=N)
    return str(found)


def titles(tree: Any) -> list[str]:
    """The titles of records."""
    return [found.text for found in tree.xpath("//dc:title", namespaces=N)]


def gone(tree: Any) -> list[str]:
    """The identifiers of records that were deleted."""
    return [str(found.text) for found in tree.xpath("//o:header[@status='deleted']/o:identifier", namespaces=N)]


def name(guide: GuidePage, code: str = "en") -> str:
    """The identifier of a version."""
    return f"oai:ggsn.example:{guide.translation_key}:{code}"


def published(guide: GuidePage, moment: str) -> None:
    """Set when a guide was last published."""
    GuidePage.objects.filter(pk=guide.pk).update(last_published_at=datetime.datetime.fromisoformat(moment))
