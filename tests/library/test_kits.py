"""Kits: guides in an order with notes, each in the reader's language or the one that stands in, and nothing hidden."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n
from library.licences import conflict, told_of
from library.models import GuidePage, KitGuide, KitPage
from library.vocabulary import Licence
from tests.factories import SmallSite, user
from tests.library.helpers import LEFT_OPEN, SECRET, full_guide, kit_of, make_private, texts, tree, warm_up

ROWS = "//ol[@class='items mt5']/li"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"


def test_guides_in_their_order_with_notes(site: SmallSite, client: Client) -> None:
    second = site.guide(title="Second", time_required=30)
    first = site.guide(title="First", time_required=60, licence="by-nc")
    kit = kit_of(site, first, second, title="A kit", introduction="<p>Begin here.</p>")
    page = tree(client, i18n.url_in(kit, "en"))
    assert texts(page, "//h1") == ["A kit"]
    assert texts(page, "//p[@class='ghead__no']") == ["Kit, 2 guides, 1 h 30 min"]
    assert texts(page, f"{ROWS}//h3") == ["First", "Second"]
    assert texts(page, f"{ROWS}//strong") == ["Note 1.", "Note 2."]
    assert texts(page, "//div[@class='big flow']") == ["Begin here."]
    assert texts(page, "//h2[@id='licences']/following-sibling::dl/dt") == [
        "This kit",
        "Creative Commons BY-NC 4.0",
        "Creative Commons BY-SA 4.0",
    ]


def test_each_guide_comes_in_the_readers_language_or_a_fallback(site: SmallSite, client: Client) -> None:
    both, english = site.guide(title="Both"), site.guide(title="English only")
    site.guide("fr", of=both, title="Les deux")
    kit = kit_of(site, both, english, title="A kit")
    kit_of(site, both, english, code="fr", of=kit, title="Une trousse")
    page = tree(client, i18n.url_in(kit, "fr"))
    assert texts(page, "//h1") == ["Une trousse"]
    assert [(row.get("lang"), row.get("dir")) for row in page.xpath(ROWS)] == [(None, None), ("en", "ltr")]
    assert texts(page, f"{ROWS}//h3") == ["Les deux", "English only"]
    assert page.xpath(f"{ROWS}/div/p[strong]/@lang") == ["fr", "fr"]
    arabic = tree(client, i18n.url_in(kit, "ar"))
    assert texts(arabic, "//h1") == ["A kit"]


def test_what_is_not_public_is_left_out(site: SmallSite, client: Client) -> None:
    shown, closed = site.guide(title="Shown"), site.guide(title=SECRET)
    members = site.guide(title=SECRET)
    kit = kit_of(site, site.guide(title=SECRET, live=False), closed, members, shown)
    make_private(closed)
    members.visibility = "members"
    members.save()
    response = client.get(i18n.url_in(kit, "en"))
    assert SECRET not in response.content.decode()
    assert "s-maxage=60" in response.headers["Cache-Control"]
    assert texts(tree(client, i18n.url_in(kit, "en")), f"{ROWS}//h3") == ["Shown"]


def test_kits_that_are_not_public_are_not_named(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    kit_of(site, guide, title=SECRET, live=False)
    make_private(kit_of(site, guide, title=SECRET))
    kit = kit_of(site, guide, title="A kit")
    for path in ("/en/library/", i18n.url_in(guide, "en"), "/sitemap-en.xml"):
        assert SECRET not in client.get(path).content.decode(), path
    assert texts(tree(client, "/en/library/"), "//section[@aria-labelledby='kits']//li") == ["A kit"]
    assert i18n.address(kit) in client.get("/sitemap-en.xml").content.decode()


def test_it_is_found_by_its_title(site: SmallSite, client: Client) -> None:
    kit_of(site, site.guide(), title="Lanterns at dusk")
    kit_of(site, site.guide(), title="Lanterns at dawn", live=False)
    found = texts(tree(client, "/en/search/?q=lanterns"), "//main//h3")
    assert found == ["Lanterns at dusk"]


def test_it_is_found_by_its_introduction_and_by_the_notes_that_are_shown(
    site: SmallSite, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    def found(word: str) -> list[str]:
        return texts(tree(client, f"/en/search/?q={word}"), "//main//h3")

    def say(kit: KitPage, *notes: str) -> KitPage:
        rows = list(kit.parts.all())
        for row, note in zip(rows, notes, strict=True):
            row.note = note
        kit.parts = rows
        return kit

    shown, closed, draft = site.guide(title="Shown"), site.guide(title="Closed"), site.guide(title="Draft", live=False)
    with django_capture_on_commit_callbacks(execute=True):
        kit = kit_of(site, shown, closed, draft, title="A kit", introduction="<p>Begin with <b>lanterns</b>.</p>")
        say(kit, "Bring candles.", "Light torches.", "Hide matches.").save_revision().publish()
    assert [found(word) for word in ("lantern", "candle", "torch", "matches")] == [["A kit"], ["A kit"], ["A kit"], []]
    with django_capture_on_commit_callbacks(execute=True):
        make_private(closed)
        kit = say(KitPage.objects.get(pk=kit.pk), "Bring flags.", "Light torches.", "Hide matches.")
        kit.save_revision()  # a draft
    assert [found(word) for word in ("candle", "torch", "flag")] == [["A kit"], [], []]
    with django_capture_on_commit_callbacks(execute=True):
        kit.save_revision().publish()
        closed.view_restrictions.all().delete()
    assert [found(word) for word in ("candle", "torch", "flag")] == [[], ["A kit"], ["A kit"]]
    with django_capture_on_commit_callbacks(execute=True):
        GuidePage.objects.get(pk=closed.pk).delete()
    assert [found(word) for word in ("torch", "flag")] == [[], ["A kit"]]
    with django_capture_on_commit_callbacks(execute=True):
        GuidePage.objects.get(pk=shown.pk).unpublish()
    assert [found(word) for word in ("flag", "lantern")] == [[], ["A kit"]]
    with django_capture_on_commit_callbacks(execute=True):
        site.sections["library", "en"].refresh_from_db()
        site.sections["library", "en"].delete()
    assert found("lantern") == []


def test_machine_readable_record(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="First")
    kit = kit_of(site, guide, title="A kit")
    (script,) = tree(client, i18n.url_in(kit, "en")).xpath("//head/script[@type='application/ld+json']")
    record = json.loads(script.text)
    here = i18n.absolute(i18n.address(kit))
    assert (record["@type"], record["@id"], record["name"]) == ("LearningResource", here, "A kit")
    assert record["hasPart"] == [
        {
            "@type": "LearningResource",
            "@id": i18n.absolute(i18n.address(guide)),
            "name": "First",
            "inLanguage": "en",
        }
    ]


@LEFT_OPEN
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    kit = kit_of(site, *(full_guide(site, 1) for _ in range(count)))
    path = i18n.url_in(kit, "en")
    warm_up(client, path)
    with django_assert_num_queries(7):
        assert len(tree(client, path).xpath(ROWS)) == count
    warm_up(client, "/en/library/")
    with django_assert_num_queries(7):
        assert len(tree(client, "/en/library/").xpath("//section[@aria-labelledby='kits']//li")) == 1


@pytest.mark.parametrize(
    ("part", "whole", "goes"),
    [
        ("by-sa", "by-sa", True),
        ("cc0", "by", True),
        ("by", "by-sa", True),
        ("by", "cc0", False),
        ("by-sa", "by", False),
        ("by-nc", "by-sa", False),
        ("by-nc", "by-nc-sa", True),
        ("all-rights", "all-rights", False),
    ],
)
def test_licences_that_go_together(part: str, whole: str, goes: bool) -> None:
    assert (conflict(part, whole) == "") == goes


def test_every_licence_is_known() -> None:
    assert [conflict(part, part) == "" for part in Licence] == [part != Licence.ALL_RIGHTS for part in Licence]


def test_editors_are_told_of_conflicts_on_the_form(site: SmallSite, client: Client) -> None:
    guides = [
        site.guide(title="Free", licence="cc0"),
        site.guide(title="Not to be sold", licence="by-nc"),
        site.guide(title="Reserved", licence="all-rights"),
        site.guide(title="Draft", live=False),
    ]
    kit = kit_of(site, *guides, live=False)
    assert [len(row.problems) for row in told_of(kit)] == [0, 1, 1, 1]
    client.force_login(user("editor", superuser=True))
    page = tree(client, reverse("wagtailadmin_pages:edit", args=(kit.pk,)))
    assert texts(page, "//p[contains(@class, 'help-warning')]") == [
        "“Creative Commons BY-NC 4.0” does not allow what the kit’s licence allows, “Creative Commons BY-SA 4.0”.",
        "All rights are reserved: ask whether it may be passed on in a kit, or leave it out.",
        "Readers do not get it: it is not public.",
    ]
    new = tree(
        client, reverse("wagtailadmin_pages:add", args=("library", "kitpage", site.sections["library", "en"].pk))
    )
    assert texts(new, "//p[contains(@class, 'help-warning')]") == []


def test_the_licence_of_every_version_that_readers_get_counts(site: SmallSite) -> None:
    guide = site.guide(title="Free", licence="by-sa")
    site.guide("fr", of=guide, licence="by-nc")
    site.guide("ar", of=guide, licence="all-rights", live=False)
    draft = site.guide(title="Draft", licence="all-rights", live=False)
    site.guide("fr", of=draft, licence="by-sa")
    closed = site.guide(title="Closed", licence="by-sa")
    make_private(closed)
    make_private(site.guide("fr", of=closed, licence="by-nc"))
    told = told_of(kit_of(site, guide, draft, closed, live=False))
    assert [(row.guide.title, row.problems) for row in told] == [
        (
            "Free",
            [
                "Français: “Creative Commons BY-NC 4.0” does not allow what the kit’s licence allows, "
                "“Creative Commons BY-SA 4.0”."
            ],
        ),
        ("Draft", []),  # nobody gets the draft, but everybody its translation
        ("Closed", ["Readers do not get it: it is not public."]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_licences(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    kit = KitPage.objects.get(pk=kit_of(site, *(site.guide() for _ in range(count))).pk)
    i18n.locales()
    with django_assert_num_queries(2):
        assert len(told_of(kit)) == count


def test_preview_of_a_kit_that_was_never_saved(site: SmallSite) -> None:
    kit = KitPage(title="New", slug="new", locale=i18n.locales()["en"])
    kit.parts = [KitGuide(guide=site.guide(title="Within"), note="Why", locale=kit.locale)]
    site.sections["library", "en"].add_child(instance=kit)
    response = kit.make_preview_request(preview_mode="")
    response.render()
    shown = response.content.decode()
    assert "Within" in shown
    assert "Why" in shown


def test_notes_are_translated_and_guides_are_not(site: SmallSite) -> None:
    guide = site.guide()
    kit = kit_of(site, guide, title="A kit")
    source, _made = TranslationSource.get_or_create_from_instance(kit)
    assert sorted(source.stringsegment_set.values_list("string__data", flat=True)) == sorted(
        ["A kit", kit.summary, "Note 1."]
    )
    french = i18n.locales()["fr"]
    translation = Translation.objects.create(source=source, target_locale=french)
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=french, data=f"{segment.string.data} (fr)"
        )
    translation.save_target(publish=True)
    made = KitPage.objects.get(locale=french)
    assert [(row.note, row.guide_id) for row in made.parts.all()] == [("Note 1. (fr)", guide.pk)]
