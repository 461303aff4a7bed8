"""The part of the front page that shows the map."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.contrib.contenttypes.models import ContentType
from django.template import engines
from django.utils import translation

from network.models import NetworkIndexPage
from tests.factories import SmallSite
from tests.network.helpers import make_private, texts

SECTION = {
    "heading": "Nine regions, no head office",
    "lede": "Each says what it needs.",
    "text": "Joining is free.",
}


def rendered(section: dict[str, str] | None = None) -> Any:
    """The section as the front page includes it."""
    template = engines["django"].from_string('{% frame as frame %}{% include "home/sections/network.html" %}')
    return lxml.html.fragment_fromstring(template.render({"self": section or SECTION}))


def test_section(site: SmallSite) -> None:
    site.standard(slug="contact")
    site.project(region="la")
    site.project(region="sa")
    site.project(region="sa", live=False)
    make_private(site.project(region="na"))
    section = rendered()
    assert section.xpath(".//svg/text/text()") == ["1", "1"]
    assert texts(section, ".//h2") == ["Nine regions, no head office"]
    assert texts(section, ".//p[not(@class='row')]") == ["Each says what it needs.", "Joining is free."]
    assert section.xpath(".//a/@href") == ["/en/contact/", "/en/network/"]


def test_section_for_readers_of_another_language(site: SmallSite) -> None:
    site.project(region="la")
    with translation.override("ar"):
        section = rendered()
    assert section.xpath(".//svg/text/text()") == ["1"]
    assert section.xpath(".//a/@href") == ["/ar/network/"]


def test_section_without_text_and_without_pages(site: SmallSite) -> None:
    for code in ("en", "fr", "ar"):
        site.sections["network", code].delete()
    section = rendered({"heading": "Nine regions"})
    assert section.xpath(".//a") == []
    assert texts(section, ".//p") == [""]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    for _place in range(count):
        site.project()
    ContentType.objects.get_for_model(NetworkIndexPage)
    with django_assert_num_queries(3):  # the menus (once in ten seconds), the regions of the map, the texts
        rendered()
