"""Searching the library's list: typing errors, topics, other languages, group sizes, and what changes are noticed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from home import changes
from home.search import typos, words
from library.models import GuideCountry, GuidePage, GuideRegion
from tests.factories import SmallSite
from tests.library.helpers import make_private, texts, tree
from tests.library.test_listing import asked, counts, found


def search(query: str, language: str = "en") -> Any:
    return asked(urlencode({"q": query}), language)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("lantern", "lantren", True),
        ("lantern", "lanter", True),
        ("lantern", "lanterns", True),
        ("lantern", "lentern", True),
        ("lantern", "antern", True),
        ("lantern", "alntern", True),
        ("lantern", "lantnre", False),
        ("lantern", "lante", False),
        ("lantern", "lenturn", False),
        ("محامون", "محمون", True),
    ],
)
def test_one_typing_error(one: str, other: str, near: bool) -> None:
    assert (typos.is_near(one, other), typos.is_near(other, one)) == (near, near)


@pytest.mark.parametrize("typed", ["intepreters", "interpretrs", "imterpreters", "interpreters for metings"])
def test_a_typing_error_in_a_title_is_forgiven(site: SmallSite, typed: str) -> None:
    site.guide(title="Interpreters for meetings")
    site.guide(title="Budget")
    listing = search(typed)
    assert [guide.title for guide in listing.page] == ["Interpreters for meetings"]
    assert listing.corrected.startswith("interpreters")
    assert listing.words == listing.corrected


def test_two_typing_errors_are_not(site: SmallSite) -> None:
    site.guide(title="Interpreters for meetings")
    assert (search("intepretrs").found, search("intepretrs").corrected) == (0, "")


def test_what_has_results_is_not_corrected(site: SmallSite) -> None:
    site.guide(title="Form a circle")
    site.guide(title="From the street", summary="from")
    listing = search("form")
    assert ([guide.title for guide in listing.page], listing.corrected) == (["Form a circle"], "")


def test_corrections_tell_nothing_of_what_is_not_public(site: SmallSite) -> None:
    site.guide(title="Lantern", live=False)
    make_private(site.guide(title="Lighthouse"))
    site.guide(title="Candle").unpublish()
    for typed in ("lantren", "lighthuose", "candel"):
        assert typos.corrections(words.terms(typed)) == ""
    revised = site.guide(title="Torch")
    revised.title = "Firefly"
    revised.save_revision()
    assert typos.corrections(words.terms("tourch")) == "torch"
    assert typos.corrections(words.terms("firefyl")) == ""


def test_a_typing_error_in_a_topic_is_forgiven(site: SmallSite) -> None:
    site.guide(title="On resting", summary="Wellbeing is work.", topics=("care",))
    listing = search("wellbieng")
    assert (listing.found, listing.corrected) == (1, "wellbeing")
    assert [topic.name for topic in listing.topics] == ["Care and wellbeing"]


@pytest.mark.parametrize("typed", ["seucrity", "secuirty", "saftey", "safety and secruity"])
def test_a_typing_error_in_a_topic_that_no_guide_names_is_forgiven(site: SmallSite, client: Client, typed: str) -> None:
    site.guide(title="Doors", topics=("safety",))
    listing = search(typed)
    assert (listing.found, [topic.name for topic in listing.topics]) == (0, ["Safety and security"])
    assert words.fold(listing.corrected.split()[-1]) in ("security", "safety")
    for path, near in (("library", "found"), ("search", "near")):
        page = tree(client, f"/en/{path}/?{urlencode({'q': typed})}")
        assert f"Nothing has “{typed}”. This is what “{listing.corrected}” finds." in page.text_content()
        links = page.xpath(f"//section[@aria-labelledby='{near}']//a[@class='chip']/@href")
        assert links == ["/en/library/?topic=safety"]


def test_a_typing_error_tells_nothing_of_a_topic_without_a_public_guide(site: SmallSite, client: Client) -> None:
    site.guide(title="Doors", topics=("safety",), live=False)
    listing = search("seucrity")
    assert (listing.found, listing.topics, listing.corrected) == (0, [], "")
    assert "This is what" not in tree(client, "/en/search/?q=seucrity").text_content()


@pytest.mark.parametrize("path", ["library", "search"])
def test_a_word_that_another_language_has_is_not_corrected(site: SmallSite, client: Client, path: str) -> None:
    both = site.guide(title="Leases and contracts", summary="A contract.")
    site.guide("fr", of=both, title="Baux", summary="Un bail.")
    site.guide("fr", title="Prendre contact", summary="Un contact.")
    page = tree(client, f"/fr/{path}/?q=contract")
    rows = texts(page, "//ul[contains(@class, 'items')]//h3")
    assert rows == (["Leases and contracts"] if path == "search" else [])
    if path == "library":
        listing = search("contract", "fr")
        assert (listing.found, listing.corrected) == (0, "")
        assert [(other.code, other.count) for other in listing.elsewhere] == [("en", 1)]


@pytest.mark.parametrize("path", ["library", "search"])
def test_where_only_another_language_has_it_a_typing_error_is_proposed(
    site: SmallSite, client: Client, path: str
) -> None:
    both = site.guide(title="Read the lease", summary="A lease.")
    site.guide("fr", of=both, title="Comment on le lit", summary="leese")
    page = tree(client, f"/en/{path}/?q=leese")
    (proposed,) = page.xpath("//p[starts-with(normalize-space(), 'Did you mean:')]/a")
    assert (proposed.text, proposed.get("href")) == ("lease", "?q=lease")
    assert "Did you mean" not in tree(client, f"/en/{path}/?q=lease").text_content()
    assert "Did you mean" not in tree(client, f"/fr/{path}/?q=leese").text_content()


def test_topics_are_suggested_in_the_readers_language(site: SmallSite, client: Client) -> None:
    site.guide(title="Doors", topics=("rights",))
    for query, language, names in (
        ("rights", "en", ["Know your rights"]),
        ("right", "fr", ["Connaître ses droits"]),
        ("droit", "en", ["Know your rights"]),
        ("care", "en", []),
        ("rights lantern", "en", []),
    ):
        assert [topic.name for topic in search(query, language).topics] == names, query
    page = tree(client, "/en/library/?q=droits")
    assert page.xpath("//section[@aria-labelledby='found']//a[@class='chip']/@href") == ["/en/library/?topic=rights"]
    page = tree(client, "/en/search/?q=droits")
    links = page.xpath("//section[@aria-labelledby='near']//a")
    assert [(link.get("href"), link.text_content()) for link in links] == [
        ("/en/library/?topic=rights", "Know your rights")
    ]


def test_matches_in_other_languages_are_told(site: SmallSite, client: Client) -> None:
    both = site.guide(title="Lawyers", summary="bail")
    site.guide("fr", of=both, title="Avocates", summary="caution bail")
    third = site.guide(title="Leases")
    site.guide("fr", of=third, title="Lire un bail")
    site.guide("ar", title="bail", live=False)
    listing = search("bail")
    assert [guide.title for guide in listing.page] == ["Lawyers"]
    assert [(other.code, other.count, other.url) for other in listing.elsewhere] == [("fr", 1, "/fr/library/?q=bail")]
    page = tree(client, "/en/library/?q=bail")
    (chip,) = page.xpath("//a[@class='chip'][@hreflang]")
    assert (chip.get("href"), texts(page, "//a[@class='chip'][@hreflang]")) == ("/fr/library/?q=bail", ["Français 1"])
    assert search("bail", "fr").elsewhere == []


def test_the_correction_is_told(site: SmallSite, client: Client) -> None:
    site.guide(title="Lantern")
    for path in ("/en/library/?q=lantren", "/en/search/?q=lantren"):
        page = tree(client, path)
        assert "Nothing has “lantren”. This is what “lantern” finds." in page.text_content()
        assert len(page.xpath("//ul[contains(@class, 'items')]/li")) == 1


def test_a_number_comes_first(site: SmallSite) -> None:
    first = site.guide(title="The first")
    second = site.guide(title=f"{first.number} {first.number} ways", summary=f"{first.number}")
    assert [guide.pk for guide in search(str(first.number)).page] == [first.pk, second.pk]


def test_group_sizes(site: SmallSite) -> None:
    for title, smallest, largest in (("A", None, None), ("B", 1, 1), ("C", 8, 25), ("D", 20, None), ("E", None, 10)):
        site.guide(title=title, group_min=smallest, group_max=largest)
    assert counts()["group"] == {"alone": 3, "small": 3, "medium": 3, "large": 2}
    assert found("group=alone") == ["E", "B", "A"]
    assert found("group=large&group=alone") == ["E", "D", "B", "A"]


def test_countries_belong_to_their_regions(site: SmallSite) -> None:
    both, law, nowhere = site.guide(title="Both"), site.guide(title="Law"), site.guide(title="Nowhere")
    both.regions = [GuideRegion(region="ea"), GuideRegion(region="la")]
    both.countries = [GuideCountry(country="KE"), GuideCountry(country="TZ"), GuideCountry(country="NG")]
    law.countries = [GuideCountry(country="KE", place="law"), GuideCountry(country="FJ")]
    nowhere.countries = [GuideCountry(country="AQ")]
    for guide in (both, law, nowhere):
        guide.save()
    assert counts()["region"] == {"la": 1, "ea": 1, "wa": 1, "ap": 1}
    assert (found("region=ea"), found("region=wa"), found("region=ap")) == (["Both"], ["Both"], ["Law"])
    GuideCountry.objects.get(country="NG").delete()
    assert "wa" not in counts()["region"]


def test_written_in(site: SmallSite) -> None:
    french = site.guide("fr", title="Portes")
    site.guide("en", of=french, title="Doors")
    site.guide("en", title="Windows")
    assert counts()["written"] == {"en": 1, "fr": 1}
    assert found("written=fr") == ["Doors"]
    assert found("written=fr", "fr") == ["Portes"]


# ---------------------------------------------------------------- what is noticed


def test_every_change_is_noticed_at_once(site: SmallSite) -> None:
    guide = site.guide(title="Lantern", kind="guide")
    other = site.guide(title="Candle", kind="toolkit")
    assert counts()["kind"] == {"guide": 1, "toolkit": 1}
    restriction = PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    assert (found(), counts()["kind"], asked().total) == (["Candle"], {"toolkit": 1}, 1)
    restriction.delete()
    assert found() == ["Candle", "Lantern"]
    guide.unpublish()
    assert (found(), found("q=lantern")) == (["Candle"], [])
    other.kind = "report"
    other.save_revision().publish()
    assert counts()["kind"] == {"report": 1}
    other.topics = []
    other.save()
    assert "topic" not in counts()
    above = PageViewRestriction.objects.create(
        page=site.sections["library", "en"], restriction_type=PageViewRestriction.LOGIN
    )
    assert (found(), counts()) == ([], {})
    above.delete()
    other.delete()
    assert (found(), counts()) == ([], {})


def test_a_term_renamed_is_noticed(site: SmallSite) -> None:
    site.guide(title="Lantern", topics=("care",))
    topic = site.topics["care", "en"]
    topic.name = "Looking after each other"
    topic.save()
    (facet,) = [facet for facet in asked().facets if facet.name == "topic"]
    assert [choice.value.label for choice in facet.choices] == ["Looking after each other"]


def test_drafts_are_no_change(site: SmallSite) -> None:
    guide = site.guide(title="Lantern")
    before = changes.stamp()
    guide.title = "Draft"
    guide.save_revision()
    site.guide(title="New draft", live=False, topics=())
    assert changes.stamp()[0] - before[0] <= 1  # the draft's second save: it could have been a withdrawal
    guide.save_revision().publish()
    assert changes.stamp() != before


def test_old_changes_are_forgotten(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "KEPT", 5)
    for _number in range(23):
        changes.note()
    assert 5 <= changes.stamp()[0] <= 10


def test_what_is_gone_in_the_last_moment_is_not_shown(site: SmallSite) -> None:
    site.guide(title="Lantern")
    gone = site.guide(title="Candle")
    assert found() == ["Candle", "Lantern"]
    Page.objects.filter(pk=gone.pk).update(live=False)  # around the models, so nobody is told
    assert found() == ["Lantern"]
    assert GuidePage.objects.live().count() == 1
