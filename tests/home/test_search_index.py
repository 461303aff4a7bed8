"""The index of the search: written with every page, made anew by `update_index`, never out of step."""

from __future__ import annotations

import io

from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from home import changes
from home.models import SearchEntry
from home.search import entries, find
from home.search.engine import best_first, matching
from home.search.words import terms
from tests.factories import SmallSite


def titles(query: str) -> list[str]:
    return [page.title for page in find(query, Page.objects.live())]


def check_integrity() -> None:
    """FTS5 compares its index with the rows; raises DatabaseError where they differ."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO home_search(home_search, rank) VALUES ('integrity-check', 1)")


def test_what_an_entry_holds(site: SmallSite) -> None:
    guide = site.guide(title="Doors", summary="Two stairs.", problem="Windows", body=[("text", "<p>Roofs</p>")])
    entry = SearchEntry.objects.get(pk=guide.pk)
    assert (entry.title, entry.summary, entry.body) == (
        "doors en=door",
        "two stairs en=two en=stair",
        f"windows roofs {guide.number} en=window en=roof",
    )


def test_update_index_makes_it_anew(site: SmallSite) -> None:
    site.guide(title="Lantern")
    site.guide(title="Lantern draft", live=False)
    SearchEntry.objects.all().delete()
    assert titles("lantern") == [] and entries.are_missing()
    before = changes.stamp()
    call_command("update_index", verbosity=0, stdout=io.StringIO())
    assert titles("lantern") == ["Lantern"] and not entries.are_missing()
    assert changes.stamp() != before
    check_integrity()


def test_it_follows_pages_that_change_and_go(site: SmallSite) -> None:
    page = site.standard(title="Lantern")
    page.title = "Candle"
    page.save_revision().publish()
    assert (titles("lantern"), titles("candle")) == ([], ["Candle"])
    page.unpublish()
    assert not SearchEntry.objects.filter(pk=page.pk).exists()
    page.save_revision().publish()
    site.sections["library", "en"].delete()
    page.delete()
    assert not SearchEntry.objects.filter(pk=page.pk).exists()
    check_integrity()


def test_the_best_of_some_pages(site: SmallSite) -> None:
    body = site.standard(title="A", body=[("text", "<p>lantern</p>")])
    title = site.standard(title="Lantern")
    other = site.standard(title="Lantern too")
    wanted = terms("lantern")
    assert sorted(matching(wanted)) == sorted([body.pk, title.pk, other.pk])
    assert best_first(wanted, [body.pk, title.pk], 5) == [title.pk, body.pk]
    assert best_first(wanted, [body.pk, title.pk], 1) == [title.pk]
    assert best_first(wanted, [], 5) == []
    assert matching([]) == []


def test_long_texts_and_odd_characters(site: SmallSite) -> None:
    odd = "l'été \\ \" ' & | ! <-> :* ( ) * ^ - = % _ \u200b\u00ad 😀 \u0bcd x" + "y" * 3000
    page = site.standard(title="Odd", summary="", body=[("text", f"<p>{odd} {'word ' * 20_000} end</p>")])
    assert titles("ete") == ["Odd"]
    page.delete()
    check_integrity()
