"""The facts of a catalogue: what is copied to other languages, what is translated, what readers and programs see."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import translation as languages
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import countries, i18n
from home.regions import COUNTRIES, Region, region_of
from library.models import (
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideLink,
    GuidePage,
    MembersOnly,
    RecordStatus,
)
from library.vocabulary import Provenance
from tests import factories
from tests.factories import SmallSite
from tests.library.helpers import SECRET, file, kit_of, make_private, texts, tree

FACTS: dict[str, Any] = {
    "audience": "facilitator",
    "risk_level": "some",
    "rights_holder": "The Street Law Press",
    "created": datetime.date(2019, 5, 1),
    "reviewed": datetime.date(2026, 9, 1),
    "review_by": datetime.date(2027, 9, 1),
    "law_reviewed_on": datetime.date(2026, 5, 4),
    "access_modes": ["textual", "auditory"],
    "accessibility_features": ["easyRead", "transcript"],
}
WORDS = {
    "title": "An evening",
    "alternative_title": "Street law",
    "summary": "One sentence.",
    "introduction": '<p data-block-key="a1">Read this first.</p>',
    "risks": "Somebody may be followed home.",
    "materials": "Paper\nThick pens",
    "attribution": "Street Law Press, used with thanks",
}


def full_record(site: SmallSite) -> GuidePage:
    """A guide with every fact of the schema that is new beside the text."""
    guide = site.guide(**FACTS, **WORDS, slug="an-evening")
    guide.countries = [
        GuideCountry(country="KE", place="law"),
        GuideCountry(country="TZ", place="law"),
        GuideCountry(country="BD", place="used"),
    ]
    guide.contributors = [GuideContributor(name="A pen name")]
    guide.links = [
        GuideLink(relation="based-on", url="https://example.org/old", title="The old one", year=1998, language="es"),
        GuideLink(relation="learn-more", url="https://example.org/more", title="More"),
    ]
    guide.downloads = [GuideDownload(document=file("plan.pdf"), label="Plan", pages=6)]
    guide.save()
    return guide


def translate(guide: GuidePage, *, kind: str = "manual") -> GuidePage:
    """The French version, made in the translation editor."""
    source, _made = TranslationSource.update_or_create_from_instance(guide)
    french = i18n.locales()["fr"]
    made, _new = Translation.objects.get_or_create(source=source, target_locale=french)
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=french,
            defaults={"data": f"FR {segment.string.data}", "translation_type": kind},
        )
    with TestCase.captureOnCommitCallbacks(execute=True):
        made.save_target(publish=True)
    return GuidePage.objects.get(translation_key=guide.translation_key, locale=french)


def test_facts_are_copied_and_words_are_translated(site: SmallSite) -> None:
    guide = full_record(site)
    french = translate(guide)
    assert {name: getattr(french, name) for name in FACTS} == FACTS
    words = {name: getattr(french, name) for name in WORDS}
    assert words == {
        name: text.replace(">Read", ">FR Read") if name == "introduction" else f"FR {text}"
        for name, text in WORDS.items()
    }
    assert french.material_list == ["FR Paper", "Thick pens"]
    assert french.identifier == guide.identifier == f"urn:uuid:{guide.translation_key}"
    assert [(row.country, row.place) for row in french.countries.all()] == [
        ("KE", "law"), ("TZ", "law"), ("BD", "used"),
    ]  # fmt: skip
    assert [(link.relation, link.url, link.title, link.year, link.language) for link in french.links.all()] == [
        ("based-on", "https://example.org/old", "FR The old one", 1998, "es"),
        ("learn-more", "https://example.org/more", "FR More", None, ""),
    ]
    assert [(row.label, row.pages, row.media_type) for row in french.downloads.all()] == [
        ("FR Plan", 6, "application/pdf")
    ]

    guide.rights_holder, guide.reviewed = "Somebody else", datetime.date(2027, 1, 1)
    guide.countries = [GuideCountry(country="UG", place="law")]
    guide.save_revision().publish()
    again = translate(guide)
    assert (again.rights_holder, again.reviewed) == ("Somebody else", datetime.date(2027, 1, 1))
    assert [row.country for row in again.countries.all()] == ["UG"]


def test_provenance_belongs_to_the_version(site: SmallSite) -> None:
    guide = full_record(site)
    assert guide.provenance == Provenance.ORIGINAL
    assert translate(guide, kind="machine").provenance == Provenance.MACHINE
    assert translate(guide).provenance == Provenance.MACHINE_REVIEWED
    assert GuidePage.objects.get(pk=guide.pk).provenance == Provenance.ORIGINAL
    guide.provenance = Provenance.MACHINE
    guide.save()
    assert guide.provenance == Provenance.ORIGINAL


def test_a_machines_text_that_somebody_is_credited_with_checking(site: SmallSite) -> None:
    guide = full_record(site)
    guide.contributors = [GuideContributor(name="A lawyer", role="checked", language="fr")]
    guide.save()
    assert translate(guide, kind="machine").provenance == Provenance.MACHINE_REVIEWED


def test_a_version_made_by_hand_is_what_its_editors_say(site: SmallSite) -> None:
    guide = full_record(site)
    french = site.guide("fr", of=guide)
    assert french.provenance == Provenance.HUMAN
    french.provenance = Provenance.MACHINE
    french.save()
    assert french.provenance == Provenance.MACHINE


def test_what_readers_see(site: SmallSite, client: Client) -> None:
    full_record(site)
    page = tree(client, "/en/library/an-evening/")
    assert texts(page, "//aside[@class='notice notice--warn']") == [
        "The law in this guide was checked for: Kenya, Tanzania (4 May 2026). "
        "If you are somewhere else, it is not verified where you are: ask a local legal helper."
    ]
    assert texts(page, "//div[@class='guide__body t-rights']/div[@class='big flow']") == ["Read this first."]
    rows = texts(page, "//section[@class='glance']//dl/div")
    assert rows[:-1] == [
        "For whomFacilitators",
        "LevelAny level",
        "You needPaper, Thick pens",
        "RiskSome. Somebody may be followed home.",
        "Used inBangladesh",
    ]
    names = texts(page, "//h2[@id='credits']/following-sibling::dl[1]/dt")
    values = texts(page, "//h2[@id='credits']/following-sibling::dl[1]/dd")
    told = dict(zip(names, values, strict=True))
    assert {name: told[name] for name in names if name not in ("Written by", "Licence", "To cite it")} == {
        "Rights": "© The Street Law Press",
        "Attribution": "Street Law Press, used with thanks",
        "Also called": "Street law",
        "Based on": "The old one (1998), in Spanish",
        "Learn more": "More",
        "Confirmed": "Still right on 1 September 2026.",
        "Accessibility": "One needs: Reading, Listening. It has: Easy Read, Transcript.",
    }
    assert texts(page, "//h2[@id='downloads']/following-sibling::ul[1]//small") == ["PDF, 6 sides"]


def test_a_part_leads_to_its_kit(site: SmallSite, client: Client) -> None:
    guide, lost = site.guide(), site.guide()
    kit = kit_of(site, guide, title="The kit", slug="the-kit")
    french = kit_of(site, guide, code="fr", of=kit, title="La trousse")
    kit_of(site, guide, lost, title=SECRET, live=False)
    make_private(kit_of(site, guide, lost, title=SECRET))
    page = tree(client, i18n.url_in(guide, "en"))
    assert texts(page, "//section[@class='glance']//dl/div")[0] == "Part of the kitThe kit"
    (script,) = page.xpath("//head/script[@type='application/ld+json']")
    assert json.loads(script.text)["isPartOf"] == [
        {"@type": "LearningResource", "@id": i18n.absolute(i18n.address(kit)), "name": "The kit"}
    ]
    (link,) = tree(client, i18n.url_in(guide, "fr")).xpath("//section[@class='glance']//dd/a")
    assert (link.get("href"), link.text_content()) == (i18n.url_in(french, "fr"), "La trousse")
    assert SECRET not in client.get(i18n.url_in(lost, "en")).content.decode()


def test_a_machines_translation_says_so(site: SmallSite, client: Client) -> None:
    french = translate(full_record(site), kind="machine")
    page = tree(client, i18n.url_in(french, "fr"))
    (notice,) = page.xpath("//aside[@class='notice notice--stale']")
    assert notice.xpath("string(.//strong)") == "Une machine a traduit ce texte."
    assert tree(client, "/en/library/an-evening/").xpath("//aside[@class='notice notice--stale']") == []


def test_law_without_countries_is_dated(site: SmallSite, client: Client) -> None:
    guide = site.guide(law_reviewed_on=datetime.date(2026, 5, 4))
    assert texts(tree(client, i18n.url_in(guide, "en")), "//aside[@class='notice notice--warn']") == [
        "The law in this guide was checked on 4 May 2026. It may not be verified where you are: "
        "ask a local legal helper."
    ]


def test_what_programs_see(site: SmallSite, client: Client) -> None:
    full_record(site)
    (script,) = tree(client, "/en/library/an-evening/").xpath("//head/script[@type='application/ld+json']")
    record = json.loads(script.text)
    names = (
        "alternateName audience spatialCoverage dateCreated copyrightHolder creditText isBasedOn citation accessMode "
        "accessibilityFeature mainEntityOfPage"
    )
    assert {name: record[name] for name in names.split()} == {
        "alternateName": "Street law",
        "audience": {"@type": "EducationalAudience", "educationalRole": "facilitator"},
        "spatialCoverage": [{"@type": "Country", "name": "Bangladesh", "identifier": "BD"}],
        "dateCreated": "2019-05-01",
        "copyrightHolder": {"@type": "Organization", "name": "The Street Law Press"},
        "creditText": "Street Law Press, used with thanks",
        "isBasedOn": ["https://example.org/old"],
        "citation": ["https://example.org/more"],
        "accessMode": ["textual", "auditory"],
        "accessibilityFeature": ["easyRead", "transcript"],
        "mainEntityOfPage": {
            "@type": "WebPage",
            "url": "http://127.0.0.1:8000/en/library/an-evening/",
            "lastReviewed": "2026-09-01",
        },
    }


def test_guides_for_members_are_closed_in_every_language(site: SmallSite, client: Client) -> None:
    guide = site.guide(title=SECRET, live=False, slug="closed", risk_level="low")
    guide.visibility = "members"
    guide.contributors = [GuideContributor(name="A pen name")]
    guide.save_revision().publish()
    french = translate(GuidePage.objects.get(pk=guide.pk))
    for path in ("/en/library/closed/", i18n.url_in(french, "fr")):
        response = client.get(path)
        assert (response.status_code, SECRET in response.content.decode()) == (302, False)
    assert not GuidePage.objects.published().exists()
    for path in ("/en/library/", "/fr/library/", "/en/library/feed/", "/sitemap-1.xml"):
        assert SECRET not in client.get(path).content.decode()

    guide = GuidePage.objects.get(pk=guide.pk)
    guide.visibility = "public"
    guide.save_revision()
    assert client.get("/en/library/closed/").status_code == 302  # that is a draft
    guide.save_revision().publish()
    assert [client.get(path).status_code for path in ("/en/library/closed/", i18n.url_in(french, "fr"))] == [200, 200]


def test_a_public_guide_that_becomes_one_for_members_takes_its_translations_along(
    site: SmallSite, client: Client
) -> None:
    guide = site.guide(slug="closed", risk_level="low")
    guide.contributors = [GuideContributor(name="A pen name")]
    guide.save()
    french = site.guide("fr", of=guide, title=SECRET, risk_level="low")
    french.contributors = [GuideContributor(name="A pen name")]
    older = french.save_revision()
    guide.visibility = "members"
    guide.save_revision()
    assert client.get(i18n.url_in(french, "fr")).status_code == 200  # nobody published it
    guide.save_revision().publish()
    assert client.get(i18n.url_in(french, "fr")).status_code == 302
    assert SECRET not in client.get("/fr/library/").content.decode()

    older.publish()  # from before, when it was for everybody
    assert GuidePage.objects.get(pk=french.pk).visibility == "members"
    assert client.get(i18n.url_in(french, "fr")).status_code == 302


def test_what_editors_closed_by_hand_stays_closed(site: SmallSite) -> None:
    guide = site.guide()
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    guide.save_revision().publish()
    assert guide.view_restrictions.count() == 1
    for visibility in ("members", "public"):
        guide.visibility = visibility
        guide.save()
        assert guide.view_restrictions.count() == 1


def test_the_privacy_dialog_opens_no_guide_for_members(site: SmallSite, client: Client) -> None:
    guide = site.guide(title=SECRET, visibility="members")
    french = site.guide("fr", of=guide, title=SECRET, visibility="members")
    known = list(RecordStatus.objects.values())
    editor = Client()
    editor.force_login(factories.user("editor", superuser=True))
    for page in (guide, french):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        assert editor.post(address, {"restriction_type": "none"}).status_code == 200
        assert client.get(i18n.url_in(page, "fr")).status_code == 302
    PageViewRestriction.objects.all().delete()
    assert not GuidePage.objects.published().exists()
    assert (MembersOnly.objects.count(), PageViewRestriction.objects.count()) == (2, 2)
    assert list(RecordStatus.objects.values()) == known  # it was never public in between: harvesters hear nothing
    # The record is where it is changed, for all languages.
    stored = GuidePage.objects.get(pk=guide.pk)
    stored.visibility = "public"
    stored.save()
    assert GuidePage.objects.published().count() == 2
    assert not PageViewRestriction.objects.exists()


def test_a_guide_for_members_can_be_deleted(site: SmallSite) -> None:
    guide = site.guide(visibility="members")
    site.guide("fr", of=guide, visibility="members")
    guide.delete()
    site.sections["library", "fr"].delete()
    assert not GuidePage.objects.exists()
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Kenya"), ("ar", "كينيا"), ("fr", "Kenya"), ("my", "ကင်ညာ"), ("rw", "Kenya"), ("prs", "Kenya")],
)
def test_countries_have_names_in_the_readers_language(language: str, name: str) -> None:
    with languages.override(language):
        assert countries.name("KE") == name


def test_countries_are_those_of_the_standard_in_the_order_of_their_names() -> None:
    known = countries.choices()
    codes = {code for code, _name in known}
    assert {"PS", "TW", "EH", "SS"} < codes
    assert codes.isdisjoint({"EU", "UN", "ZZ", "XA", "EZ"})
    with languages.override("fr"):
        named = [name for _code, name in countries.choices()]
    assert named.index("Égypte") < named.index("Espagne") < named.index("Éthiopie")
    assert countries.name("XY") == "XY"


def test_every_region_is_made_of_regions_of_the_united_nations() -> None:
    parts = [part for region in Region for part in region.m49]
    assert len(parts) == len(set(parts)) == 14
    assert all(len(part) == 3 and part.isdigit() for part in parts)


def test_every_country_is_in_one_region() -> None:
    placed = [code for codes in COUNTRIES.values() for code in codes.split()]
    assert len(placed) == len(set(placed))
    assert {code for code, _name in countries.choices()} - set(placed) == {"AQ"}
    assert set(placed) <= {code for code, _name in countries.choices()}
    for code, region in (("KE", "ea"), ("EG", "me"), ("IR", "sa"), ("KZ", "eu"), ("MX", "la"), ("NZ", "ap")):
        assert region_of(code) == region
    assert (region_of("AQ"), region_of("XY")) == (None, None)
