"""The page of a guide: its facts, who made it, its languages, what goes with it, and what it must not tell."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from home import i18n
from home.models import User
from library.models import GuideContributor, GuideDownload, GuidePage, GuideRegion, GuideTopic, RelatedGuide
from tests.factories import SmallSite
from tests.library.helpers import (
    LEFT_OPEN,
    SECRET,
    challenge,
    file,
    full_guide,
    make_private,
    texts,
    translated,
    tree,
    warm_up,
)

STATES = "//table[@class='tbl']/tbody/tr"


def page_of(client: Client, guide: GuidePage, language: str = "en") -> Any:
    """The page of a guide as readers of a language get it."""
    return tree(client, i18n.url_in(guide, language))


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    """Where the site is."""
    settings.BASE_URL = "https://ggsn.example"


def credit(guide: GuidePage, **values: Any) -> None:
    """Add a contributor."""
    guide.contributors.add(GuideContributor(locale=guide.locale, **values))
    guide.save()


def test_facts(site: SmallSite, client: Client) -> None:
    terms = challenge(site, "raids", "rights", en="They raid us")
    guide = site.guide(
        title="A know-your-rights evening",
        kind="workshop-plan",
        challenge=terms["en"],
        time_required=150,
        preparation_time=180,
        group_min=8,
        group_max=25,
        group_note="two facilitators",
        level="first-time",
        materials="Paper, pens",
        risk_level="some",
        version=5,
        version_date=datetime.date(2026, 10, 3),
    )
    guide.regions = [GuideRegion(region="ea"), GuideRegion(region="sa")]
    guide.save()
    page = page_of(client, guide)
    assert texts(page, "//h1") == ["A know-your-rights evening"]
    assert texts(page, "//p[@class='ghead__no']") == [f"Guide {guide.number} Workshop plan"]
    assert texts(page, "//nav[@class='crumbs']//a") == ["Library", "Know your rights"]
    assert page.xpath("//nav[@class='crumbs']//a/@href") == ["/en/library/", "/en/library/topic/rights/"]
    assert texts(page, "//section[@class='glance']//dl/div") == [
        "The challengeThey raid us",
        "Time2 h 30 min, and about 3 h to prepare",
        "Group8 to 25 people, two facilitators",
        "LevelFirst time",
        "You needPaper, pens",
        "RiskSome",
        "Used inEast and Southern Africa, South Asia",
        "Written inEnglish. Version 5, 3 October 2026",
    ]


def test_rows_without_a_fact_are_left_out(site: SmallSite, client: Client) -> None:
    guide = site.guide(version_date=datetime.date(2026, 10, 3))
    assert texts(page_of(client, guide), "//section[@class='glance']//dt") == ["Level", "Written in"]


def test_contents_lead_to_the_sections(site: SmallSite, client: Client) -> None:
    guide = site.guide(
        body=[
            ("safety", {"heading": "Is it safe?", "text": "", "questions": ["Who?"]}),
            ("heading", "First & foremost"),
            ("text", "<h3>Not listed</h3>"),
            ("heading", "Then"),
        ]
    )
    guide.downloads = [GuideDownload(document=file("plan.pdf"), label="Plan")]
    guide.save()
    page = page_of(client, guide)
    links = page.xpath("//nav[@class='guide__toc']//li/a")
    assert [" ".join(link.text_content().split()) for link in links] == [
        "Is it safe?",
        "First & foremost",
        "Then",
        "Downloads",
        "Who made this",
    ]
    for link in links:
        (target,) = page.xpath("//*[@id=$id]", id=link.get("href")[1:])
        assert target.tag == "h2"
        assert target.text_content().strip() == link.text_content().strip()


def test_who_made_it(site: SmallSite, client: Client) -> None:
    guide = site.guide(licence="by-nc", version=2, version_date=datetime.date(2025, 5, 1), title="The title")
    project = site.project(title="Open Door", slug="open-door")
    site.project("fr", of=project, title="Porte ouverte")
    credit(guide, project=project, role="wrote")
    credit(guide, name="Two <lawyers>", role="checked")
    credit(guide, project=project, role="translated", language="fr")
    page = page_of(client, guide)
    assert texts(page, "//h2[@id='credits']/following-sibling::dl[1]/*") == [
        "Written by",
        "Open Door",
        "Checked by",
        "Two <lawyers>",
        "Licence",
        "Creative Commons BY-NC 4.0. Copy it, change it, share it, but do not sell it; say where it came from.",
        "To cite it",
        f"Open Door (2025). The title. GGSN guide {guide.number}, version 2. ggsn.example/en/library/{guide.slug}/",
    ]
    assert page.xpath("//a[@rel='license external']/@href") == ["https://creativecommons.org/licenses/by-nc/4.0/"]
    french = page_of(client, guide, "fr")
    (link,) = french.xpath("//h2[@id='credits']/following-sibling::dl[1]//a[not(@rel)]")
    assert (link.get("href"), link.text_content(), link.xpath("bdi/@lang")) == (
        "/fr/network/open-door/",
        "Porte ouverte",
        ["fr"],
    )
    (cited,) = french.xpath("//dt[contains(., 'cite') or contains(., 'citer')]/following-sibling::dd[1]/bdi")
    assert (cited.text_content(), cited.get("lang")) == ("Porte ouverte", "fr")


def test_projects_that_are_not_public_are_not_named(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    credit(guide, project=site.project(title=f"{SECRET} draft", live=False), role="wrote")
    private = site.project(title=f"{SECRET} private")
    make_private(private)
    credit(guide, project=private, role="tested")
    credit(guide, project=private, name="A chosen name", role="checked")
    response = client.get(i18n.url_in(guide, "en"))
    assert SECRET not in response.content.decode()
    page = page_of(client, guide)
    assert texts(page, "//h2[@id='credits']/following-sibling::dl[1]/dt") == ["Checked by", "Licence", "To cite it"]


def test_every_language_with_its_state(site: SmallSite, client: Client) -> None:
    guide = site.guide(version=3)
    credit(guide, name="Writers", role="wrote")
    credit(guide, name="Traductrices", role="translated", language="fr")
    translated(guide, "fr")
    site.guide("fr", of=guide, version=3)
    site.guide("ar", of=guide, live=False, title=SECRET)
    page = page_of(client, guide)
    assert texts(page, STATES) == [
        "EnglishOriginal, version 3Writers",
        "FrançaisUp to dateTraductrices",
        "العربيةBeing translated",
    ]
    assert page.xpath(f"{STATES}/th//a/@href") == [f"/fr/library/{guide.slug}/"]
    assert SECRET not in page.text_content()


def test_states_without_translations(site: SmallSite, client: Client) -> None:
    guide = site.guide("fr")
    site.guide("ar", of=guide).unpublish()
    assert texts(page_of(client, guide), f"{STATES}/td[1]") == ["Not yet", "Original, version 1", "Not yet"]


def test_translation_is_older_after_the_original_changed(site: SmallSite, client: Client) -> None:
    guide = site.guide(version=2)
    translated(guide, "fr")
    site.guide("fr", of=guide, version=2)
    guide.version, guide.summary = 3, "It says something else now."
    guide.save_revision().publish()
    page = page_of(client, guide)
    assert texts(page, f"{STATES}/td[1]") == [
        "Original, version 3",
        "Version 2, older than the original",
        "Not yet",
    ]


def test_translation_is_older_while_texts_are_missing(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    translated(guide, "fr", completely=False)
    site.guide("fr", of=guide)
    states = texts(page_of(client, guide), f"{STATES}/td[1]")
    assert states == ["Original, version 1", "Version 1, older than the original", "Not yet"]


def test_downloads(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    plan, sound = file("plan.odt", b"x" * 84_000), file("steps.opus", b"x" * 3_300_000)
    guide.downloads = [
        GuideDownload(document=plan, label="Plan", note="2 sides"),
        GuideDownload(document=sound, label="Read aloud", language="fr"),
        GuideDownload(document=None, label="Lost"),
    ]
    guide.save()
    page = page_of(client, guide)
    assert texts(page, "//h2[@id='downloads']/following-sibling::ul[1]/li") == [
        "Plan ODT, 2 sides82 KB",
        "Read aloud OPUS, in French3.1 MB",
    ]
    links = page.xpath("//h2[@id='downloads']/following-sibling::ul[1]//a")
    assert [(a.get("href"), a.get("hreflang")) for a in links] == [(plan.url, None), (sound.url, "fr")]
    assert texts(page, "//section[@aria-labelledby='take']//a")[3:] == ["Downloads 2 files"]


def test_no_downloads(site: SmallSite, client: Client) -> None:
    page = page_of(client, site.guide())
    assert page.xpath("//*[@id='downloads']") == []
    assert texts(page, "//section[@aria-labelledby='take']//a/span/b") == ["PDF", "EPUB", "ZIP"]


def test_related_guides_are_those_that_were_chosen(site: SmallSite, client: Client) -> None:
    chosen, other = site.guide(title="Chosen"), site.guide(title="Same topic")
    hidden = site.guide(title=SECRET, live=False)
    guide = site.guide()
    guide.related_guides = [RelatedGuide(guide=hidden), RelatedGuide(guide=chosen)]
    guide.save()
    site.guide("fr", of=chosen, title="Choisi")
    assert texts(page_of(client, guide), "//section[@aria-labelledby='rel']//h3") == ["Chosen"]
    assert texts(page_of(client, guide, "fr"), "//section[@aria-labelledby='rel']//h3") == ["Choisi"]
    assert other.live


def test_related_guides_are_the_newest_on_the_topic_otherwise(site: SmallSite, client: Client) -> None:
    guide = site.guide(topics=("care",))
    for number in range(5):
        site.guide(title=f"Care {number}", topics=("rights", "care"))
    site.guide(title="Rights", topics=("rights",))
    page = page_of(client, guide)
    assert texts(page, "//section[@aria-labelledby='rel']//h3") == ["Care 4", "Care 3", "Care 2", "Care 1"]
    assert page.xpath("//section[@aria-labelledby='rel']/div/div[@class='sec']/a/@href") == ["/en/library/?topic=care"]


def test_no_related_guides(site: SmallSite, client: Client) -> None:
    assert page_of(client, site.guide()).xpath("//section[@aria-labelledby='rel']") == []


def test_guide_in_another_language_than_the_readers(site: SmallSite, client: Client) -> None:
    guide = site.guide("ar", title="اعرفوا حقوقكم", kind="training", problem="مشكلة")
    page = page_of(client, guide, "fr")
    assert (page.get("lang"), page.get("dir")) == ("fr", "ltr")
    (article,) = page.xpath("//main/article")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
    assert article.xpath("string(.//h1/ancestor-or-self::*[@lang][1]/@lang)") == "ar"
    assert article.xpath("string(.//section[@class='glance']/ancestor-or-self::*[@lang][1]/@lang)") == "fr"
    assert article.xpath(".//section[@class='glance']//dd/span/@lang") == ["ar"]
    assert article.xpath(".//nav[@class='crumbs']//a/@href")[0] == "/fr/library/"


def machine_readable(page: Any) -> Any:
    """The JSON-LD of a page."""
    (script,) = page.xpath("//head/script[@type='application/ld+json']")
    return json.loads(script.text)


def test_machine_readable_record(site: SmallSite, client: Client) -> None:
    guide = site.guide(
        title="</script><b>&", time_required=90, kind="toolkit", level="trainer", version_date=datetime.date(2026, 1, 2)
    )
    guide.first_published_at = datetime.datetime(2025, 3, 4, tzinfo=datetime.UTC)
    project = site.project(title="Open Door", slug="open-door")
    credit(guide, project=project, role="wrote")
    french = site.guide("fr", of=guide)
    here, there = f"https://ggsn.example/en/library/{guide.slug}/", f"https://ggsn.example/fr/library/{guide.slug}/"
    response = client.get(i18n.url_in(guide, "en")).content.decode()
    assert "</script><b>" not in response
    record = machine_readable(page_of(client, guide))
    assert record == {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": here,
        "url": here,
        "identifier": f"urn:uuid:{guide.translation_key}",
        "name": "</script><b>&",
        "description": guide.summary,
        "inLanguage": "en",
        "learningResourceType": "toolkit",
        "educationalLevel": "trainer",
        "timeRequired": "PT90M",
        "about": [{"@type": "Thing", "name": "Know your rights"}],
        "author": [{"@type": "Organization", "name": "Open Door", "url": "https://ggsn.example/en/network/open-door/"}],
        "publisher": {
            "@type": "Organization",
            "name": "Global Grassroots Support Network",
            "url": "https://ggsn.example/",
        },
        "version": 1,
        "datePublished": "2025-03-04",
        "dateModified": "2026-01-02",
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
        "isAccessibleForFree": True,
        "workTranslation": [{"@type": "LearningResource", "@id": there, "inLanguage": "fr"}],
    }
    assert machine_readable(page_of(client, french, "fr"))["translationOfWork"] == {
        "@type": "LearningResource",
        "@id": here,
    }


def test_preview_of_a_guide_that_was_never_saved(site: SmallSite) -> None:
    guide = GuidePage(title="New", slug="new", locale=i18n.locales()["en"])
    guide.topics = [GuideTopic(topic=site.topics["care", "en"])]
    guide.contributors = [GuideContributor(name="Us", role="wrote")]
    guide.related_guides = [RelatedGuide(guide=site.guide(title="Related"))]
    site.sections["library", "en"].add_child(instance=guide)
    draft = GuidePage(title="Half", slug="half", locale=guide.locale, path="0001000100019999", depth=4)
    for page, heads in ((guide, ["New"]), (draft, ["Half"])):
        response = page.make_preview_request(preview_mode="")
        response.render()
        import lxml.html

        shown = lxml.html.document_fromstring(response.content.decode())
        assert texts(shown, "//h1") == heads


def test_private_guide_asks_to_log_in(site: SmallSite, client: Client) -> None:
    guide = site.guide(title=SECRET)
    make_private(guide)
    response = client.get(i18n.url_in(guide, "en"))
    assert (response.status_code, response.headers["Location"].partition("?")[0]) == (302, "/admin/login/")
    assert SECRET not in response.content.decode()
    assert "s-maxage" not in response.headers["Cache-Control"]


def test_public_guide_may_be_kept_by_caches_and_sets_no_cookie(site: SmallSite, client: Client) -> None:
    response = client.get(i18n.url_in(site.guide(), "en"))
    assert "s-maxage=60" in response.headers["Cache-Control"]
    assert not response.cookies
    assert not User.objects.exists()


@LEFT_OPEN
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    guide = full_guide(site, count)
    path = i18n.url_in(guide, "en")
    warm_up(client, path)
    with django_assert_num_queries(11):
        page = tree(client, path)
    assert len(page.xpath("//figure/img")) == count
    assert len(texts(page, "//section[@aria-labelledby='rel']//h3")) == count


@LEFT_OPEN
@pytest.mark.parametrize("count", [1, 2])
def test_queries_do_not_grow_with_the_languages(
    site: SmallSite, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    guide = full_guide(site, 1)
    for code in ("fr", "ar")[:count]:
        translated(guide, code)
        site.guide(code, of=guide)
    path = i18n.url_in(guide, "en")
    warm_up(client, path)
    with django_assert_num_queries(11):
        assert len(texts(tree(client, path), f"{STATES}/td[1]/span[@class='state']")) == 1 + count
