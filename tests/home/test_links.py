"""Links inside rich text lead to the version that the reader gets, in the reader's interface."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from wagtail.rich_text import expand_db_html

from home import i18n
from home.links import urls_for_reader
from tests.factories import SmallSite


def link_to(page: Any) -> str:
    """A link as the editor stores it."""
    return f'<p><a id="{page.pk}" linktype="page">there</a></p>'


def test_link_to_a_translated_page(site: SmallSite) -> None:
    page = site.standard(slug="about")
    site.standard("fr", of=page, slug="a-propos")
    with translation.override("fr"):
        assert expand_db_html(link_to(page)) == '<p><a href="/fr/a-propos/">there</a></p>'
    assert expand_db_html(link_to(page)) == '<p><a href="/en/about/">there</a></p>'


def test_link_to_a_page_without_translation_stays_in_the_readers_language(site: SmallSite, client: Any) -> None:
    page = site.standard(slug="about", title="About us")
    with translation.override("ar"):
        assert expand_db_html(link_to(page)) == '<p><a href="/ar/about/">there</a></p>'
    response = client.get("/ar/about/")
    assert (response.status_code, response.context["reading"].page_language) == (200, "en")


def test_link_to_a_draft_is_plain_text(site: SmallSite) -> None:
    draft = site.standard(live=False)
    assert expand_db_html(link_to(draft)) == "<p><a>there</a></p>"


def test_link_to_a_withdrawn_original_leads_to_its_translation(site: SmallSite) -> None:
    page = site.standard(slug="about")
    site.standard("fr", of=page)
    page.unpublish()
    assert expand_db_html(link_to(page)) == '<p><a href="/en/about/">there</a></p>'


@pytest.mark.parametrize("stored", ['id="999999"', 'id="x"', 'id=""', 'id="' + "9" * 30 + '"', ""])
def test_links_to_nothing_are_plain_text(site: SmallSite, stored: str) -> None:
    assert expand_db_html(f'<a {stored} linktype="page">there</a>') == "<a>there</a>"


def test_other_links_stay_as_they_are(site: SmallSite) -> None:
    assert expand_db_html('<a href="https://example.org/?a=1&amp;b=2">x</a>') == (
        '<a href="https://example.org/?a=1&amp;b=2">x</a>'
    )


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_all_links_of_a_text(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    linked = [site.standard() for _ in range(count)]
    page = site.standard(body=[("text", link_to(other)) for other in linked])
    template = engines["django"].from_string('{% include "components/stream.html" with body=page.body %}')
    page = type(page).objects.get(pk=page.pk)
    i18n.locales()
    with django_assert_num_queries(1):
        html = template.render({"page": page})
    assert html.count("<a href=") == count


def test_no_query_without_links(site: SmallSite, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert urls_for_reader([]) == {}
