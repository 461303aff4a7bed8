"""The description by which browsers offer the site's search."""

from __future__ import annotations

from typing import Any

import lxml.etree
import pytest
from django.test import Client

from tests.factories import SmallSite
from tests.library.helpers import tree
from tests.test_architecture import ROOT

SCHEMA = lxml.etree.RelaxNG(lxml.etree.parse(str(ROOT / "tests/schemas/opensearch.rng")))
N = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.mark.parametrize("code", ["en", "fr", "ar"])
def test_one_a_language(site: SmallSite, client: Client, settings: Any, code: str) -> None:
    settings.BASE_URL = "https://ggsn.example"
    (link,) = tree(client, f"/{code}/").xpath("//link[@rel='search']")
    assert link.get("type") == "application/opensearchdescription+xml"
    response = client.get(link.get("href"))
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    assert (response["Cache-Control"].startswith("public, "), response.cookies) == (True, {})
    described = lxml.etree.fromstring(response.content)
    SCHEMA.assertValid(described)
    assert described.findtext("o:Language", namespaces=N) == code
    assert described.xpath("o:Url/@template", namespaces=N) == [
        f"https://ggsn.example/{code}/search/?q={{searchTerms}}",
        f"https://ggsn.example/{code}/opensearch.xml",
    ]
    assert client.get(f"/{code}/search/?q=tea").status_code == 200
