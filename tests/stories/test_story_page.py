"""A story as readers see it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from library.vocabulary import Licence
from stories.models import StoryGuide, StoryPage
from tests.factories import SmallSite
from tests.stories.forms import sent_in
from tests.stories.helpers import make_private, one, seen, texts, warm_up

TEXT = ("text", "<p>Once.</p>")


def headed(*headings: str) -> list[tuple[str, str]]:
    """A story with these headings."""
    return [TEXT, *(block for heading in headings for block in (("heading", heading), TEXT))]


def path(page: StoryPage, code: str = "en") -> str:
    """Where readers of a language find it."""
    return f"/{code}/stories/{page.slug}/"


def linked_data(tree: Any) -> dict[str, Any]:
    """The page's JSON-LD."""
    data: dict[str, Any] = json.loads(one(tree, "//script[@type='application/ld+json']").text_content())
    return data


def with_guides(story: StoryPage, *guides: Any) -> StoryPage:
    """The story, recommending these guides."""
    story.guides = [StoryGuide(guide=guide, sort_order=place) for place, guide in enumerate(guides)]
    story.save()
    return story


# ---------------------------------------------------------------- whose story it is


def test_the_project_tells_it(site: SmallSite, client: Client) -> None:
    project = site.project(
        title="Riverbend", summary="Tenants.", offers=[("item", "Workshops")], asks=[("item", "A printer")]
    )
    story = site.story(project=project, teller="Rosa")
    tree = seen(client, path(story))
    assert texts(tree, "//ul[@class='meta']/li[2]") == ["Riverbend"]
    panel = one(tree, "//section[@aria-labelledby='pb']")
    assert texts(panel, ".//h2 | .//p | .//dt | .//dd") == [
        "Riverbend",
        "Tenants.",
        "Offers",
        "Workshops",
        "Asks for",
        "A printer",
    ]
    assert "Rosa" not in tree.text_content()


def test_the_project_is_shown_in_the_readers_language(site: SmallSite, client: Client) -> None:
    project = site.project(title="Riverbend", offers=[("item", "Workshops")])
    site.project("fr", title="Le Méandre", of=project, offers=[("item", "Des ateliers")])
    story = site.story(project=project)
    french = seen(client, path(story, "fr"))
    panel = one(french, "//section[@aria-labelledby='pb']")
    assert (panel.get("lang"), *texts(panel, ".//h2 | .//dd")) == ("fr", "Le Méandre", "Des ateliers")


@pytest.mark.parametrize(("teller", "shown"), [("Rosa", "Rosa"), ("", "A member of the network")])
def test_without_a_project(site: SmallSite, client: Client, teller: str, shown: str) -> None:
    tree = seen(client, path(site.story(teller=teller)))
    assert texts(tree, "//ul[@class='meta']/li[2]") == [shown]
    assert tree.xpath("//section[@aria-labelledby='pb']") == []


@pytest.mark.parametrize("hidden", ["draft", "private"])
def test_a_project_that_readers_may_not_see_is_not_named(site: SmallSite, client: Client, hidden: str) -> None:
    project = site.project(title="Secret project", live=hidden != "draft")
    if hidden == "private":
        make_private(project)
    response = client.get(path(site.story(project=project)))
    assert (response.status_code, "Secret" in response.content.decode()) == (200, False)


# ---------------------------------------------------------------- before you read


def test_a_content_note_leads_past_the_text(site: SmallSite, client: Client) -> None:
    story = site.story(content_note="Mentions threats.", body=headed("How it began", "What we would do again"))
    tree = seen(client, path(story))
    note = one(tree, "//aside[@aria-label='Content note']")
    assert texts(note, ".//p") == ["Before you read. Mentions threats. Skip to: What we would do again"]
    target = one(tree, f"//*[@id='{one(note, './/a').get('href')[1:]}']")
    assert (target.tag, target.text_content()) == ("h2", "What we would do again")


@pytest.mark.parametrize("body", [[], [TEXT], headed("The only section")], ids=["empty", "text", "one section"])
def test_a_content_note_of_a_story_without_sections_leads_to_its_end(
    site: SmallSite, client: Client, body: list[Any]
) -> None:
    tree = seen(client, path(site.story(content_note="Mentions threats.", body=body, credit="Told by three.")))
    note = one(tree, "//aside[@aria-label='Content note']")
    assert texts(note, ".//a") == ["Skip the story"]
    target = one(tree, f"//*[@id='{one(note, './/a').get('href')[1:]}']")
    assert texts(target, "./p")[0] == "Told by three."


def test_no_note_without_a_content_note(site: SmallSite, client: Client) -> None:
    assert seen(client, path(site.story())).xpath("//aside[@aria-label='Content note']") == []


# ---------------------------------------------------------------- around the text


def test_crumbs_lead_to_the_stories_on_the_topic(site: SmallSite, client: Client) -> None:
    tree = seen(client, path(site.story(topics=("safety", "care"))))
    crumbs = [(link.get("href"), link.text_content()) for link in tree.xpath("//nav[@class='crumbs']//a")]
    assert crumbs == [("/en/stories/", "Stories"), ("/en/stories/?topic=safety", "Safety and security")]


@pytest.mark.parametrize(
    ("licence", "terms"),
    [
        (Licence.BY_SA, "Copy it, change it, share it; say where it came from and share it the same way."),
        (Licence.ALL_RIGHTS, "Read it here. Ask before you copy it."),
    ],
)
def test_the_licence_is_told(site: SmallSite, client: Client, licence: Licence, terms: str) -> None:
    tree = seen(client, path(site.story(licence=licence)))
    link = one(tree, "//a[@rel='license']")
    assert (link.get("href"), link.text_content()) == (licence.uri, licence.label)
    assert texts(link, "..") == [f"{licence.label}. {terms}"]


def test_a_correction_can_be_asked_for(site: SmallSite, client: Client) -> None:
    story = site.story()
    assert seen(client, path(story)).xpath("//a[text()='Ask for a correction']") == []
    site.standard(title="Contact", slug="contact")
    assert one(seen(client, path(story)), "//a[text()='Ask for a correction']").get("href") == "/en/contact/"


def test_other_languages(site: SmallSite, client: Client) -> None:
    story = site.story("fr")
    site.story(of=story)
    site.story("ar", of=story, live=False)
    also = one(seen(client, path(story)), "//section[@aria-labelledby='read']")
    links = [(link.get("href"), link.get("lang"), link.text_content()) for link in also.xpath(".//a")]
    assert links == [(path(story, "fr"), "fr", "Français")]
    assert texts(also, "./p[@class='muted']") == ["Written in French."]


def test_guides_to_try_in_the_readers_language_and_the_editors_order(site: SmallSite, client: Client) -> None:
    first, second = site.guide(title="First"), site.guide(title="Second")
    site.guide("fr", title="Deuxième", of=second)
    private, draft = site.guide(title="Private secret"), site.guide(title="Draft secret", live=False)
    make_private(private)
    story = with_guides(site.story(), second, private, draft, first)
    tree = seen(client, path(story, "fr"))
    assert texts(tree, "//section[@aria-labelledby='use']//h3") == ["Deuxième", "First"]
    assert "secret" not in tree.text_content()


def test_no_guides_no_section(site: SmallSite, client: Client) -> None:
    assert seen(client, path(site.story())).xpath("//section[@aria-labelledby='use']") == []


# ---------------------------------------------------------------- in another language


def test_a_story_in_another_language_is_marked_and_our_own_words_are_not_its(site: SmallSite, client: Client) -> None:
    story = site.story("ar", title="حكاية", region="me", content_note="تنبيه", credit="رواها", licence=Licence.BY_SA)
    tree = seen(client, path(story))
    article = one(tree, "//article")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
    ours = ["nav[@class='crumbs']", "ul[@class='meta']", "aside[@aria-label='Content note']", "a[@rel='license']/.."]
    for words in ours:
        part = one(article, f".//{words}")
        assert (words, part.get("lang"), part.get("dir")) == (words, "en", "ltr")
    assert texts(article, ".//nav[@class='crumbs']//a") == ["Stories", "Care and wellbeing"]
    note = one(article, ".//aside[@aria-label='Content note']//bdi")
    assert (note.get("lang"), note.get("dir"), note.text_content()) == ("ar", "rtl", "تنبيه")


# ---------------------------------------------------------------- for machines


def test_linked_data_names_the_project_and_no_person(site: SmallSite, client: Client) -> None:
    project = site.project(title="Riverbend")
    story = site.story("fr", title="Titre", project=project, teller="Rosa Teller", licence=Licence.BY_SA)
    sent_in(story, language="fr", may_reprint=True, contact="rosa@example.org")
    data = linked_data(seen(client, path(story)))
    assert data.pop("dateModified") == story.last_published_at.date().isoformat()
    network = {"@type": "Organization", "name": "Global Grassroots Support Network", "url": "http://127.0.0.1:8000/"}
    assert data == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Titre",
        "description": story.summary,
        "url": f"http://127.0.0.1:8000{path(story, 'fr')}",
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "author": {"@type": "Organization", "name": "Riverbend"},
        "publisher": network,
        "datePublished": story.date.isoformat(),
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
        "about": ["Prendre soin"],
    }


def test_linked_data_of_a_translation_names_the_original(site: SmallSite, client: Client) -> None:
    story = site.story()
    site.story("fr", of=story)
    data = linked_data(seen(client, path(story, "fr")))
    assert data["author"]["name"] == "Global Grassroots Support Network"
    assert data["translationOfWork"] == {"@type": "CreativeWork", "url": f"http://127.0.0.1:8000{path(story)}"}


def test_a_title_cannot_leave_the_linked_data(site: SmallSite, client: Client) -> None:
    title = "</script><script>alert(1)</script>&<!--"
    story = site.story(title=title)
    tree = seen(client, path(story))
    assert linked_data(tree)["headline"] == title
    assert [script.get("type") for script in tree.xpath("//script")] == ["application/ld+json"]


def test_what_a_sender_told_us_is_not_on_the_page(site: SmallSite, client: Client) -> None:
    story = site.story(teller="")
    submission = sent_in(story, language="en", people="unsure", may_reprint=True, contact="rosa@example.org")
    html = client.get(path(story)).content.decode()
    assert [secret for secret in ("rosa@", submission.reference, "not sure") if secret in html] == []


# ---------------------------------------------------------------- drafts and previews


def test_a_draft_is_not_found(site: SmallSite, client: Client) -> None:
    assert client.get(path(site.story(live=False))).status_code == 404


def test_a_private_story_asks_for_a_login(site: SmallSite, client: Client) -> None:
    story = site.story(title="Private secret")
    make_private(story)
    response = client.get(path(story))
    assert (response.status_code, "secret" in response.content.decode()) == (302, False)


def test_an_empty_draft_can_be_previewed(site: SmallSite, rf: RequestFactory) -> None:
    story = StoryPage(title="New", slug="new", locale=site.homes["en"].locale, licence="", region="")
    site.sections["stories", "en"].refresh_from_db()
    response = story.make_preview_request(rf.get("/"), "")
    html = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert response.status_code == 200
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["New"]


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    topics = ("care", "safety", "rights")[:count]
    guides = [site.guide(topics=topics) for _number in range(count)]
    items = [("item", f"Item {number}") for number in range(count)]
    project = site.project(offers=items, asks=items)
    story = with_guides(site.story(project=project, topics=topics, body=headed(*"abc"[:count])), *guides)
    warm_up(client, path(story))
    with django_assert_num_queries(9):
        client.get(path(story))
