"""The pages of the form: in every language, without scripts, and nothing agreed to in advance."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from home.models import SiteTexts
from stories.models import Submission
from stories.steps.way import FORMS, STEPS
from tests.factories import SmallSite
from tests.stories.forms import address, answer, begun, complete, filled, page_of, photo, post, select

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def test_the_form_is_a_page_of_the_site(site: SmallSite, client: Client) -> None:
    response = client.get("/fr/stories/send/")
    tree = page_of(response)
    assert response.status_code == 200
    assert tree.get("lang") == "fr"
    assert tree.findtext(".//title").endswith(" · GGSN")
    assert len(select(tree, "h1")) == 1
    assert select(tree, "link[rel=canonical]")[0].get("href") == settings.BASE_URL + "/fr/stories/send/"
    assert {link.get("hreflang") for link in select(tree, "link[rel=alternate][hreflang]")} == {
        "en",
        "fr",
        "ar",
        "x-default",
    }
    assert not select(tree, "meta[name=robots], [style], [onclick]")
    assert [script.get("src") for script in select(tree, "script")] == ["/static/js/story-form.js"]
    assert response["Cache-Control"] == "private, no-store"
    assert list(response.cookies) == ["csrftoken"]
    assert select(tree, ".errsum") == []


def test_the_way_out_is_a_plain_link_that_tells_nobody(site: SmallSite, client: Client) -> None:
    SiteTexts.objects.update(exit_url="https://weather.example/")
    begun(client)
    for step in STEPS:
        (link,) = select(page_of(client.get(address(step, "ar"))), "a.leave")
        assert (link.get("href"), link.get("rel")) == ("https://weather.example/", "noreferrer")


def test_safety_comes_first(site: SmallSite, client: Client) -> None:
    parts = select(page_of(client.get("/en/stories/send/")), "section.part")
    assert select(parts[0], ".safe")
    assert "torproject.org" in html.tostring(parts[0]).decode()
    assert not select(parts[0], "input")


@pytest.mark.parametrize("step", STEPS)
def test_the_browser_may_say_where_a_form_comes_from(site: SmallSite, client: Client, step: str) -> None:
    """With "no-referrer" browsers send "Origin: null", and the CSRF check refuses the form."""
    begun(client)
    response = client.get(address(step))
    assert response["Referrer-Policy"] == "same-origin"
    assert [meta.get("content") for meta in select(page_of(response), "meta[name=referrer]")] == ["same-origin"]


def test_nothing_is_agreed_to_in_advance(site: SmallSite, client: Client) -> None:
    begun(client)
    for step in FORMS:
        assert select(page_of(client.get(address(step))), "input[checked]") == [], step


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_step_in_every_language(site: SmallSite, client: Client, code: str, step: str) -> None:
    filled(
        client, pictures={"f1_file": photo(), "f1_alt": "A board", "f1_consent": "nobody"}, consent={"faces": "nobody"}
    )
    response = client.get(address(step, code))
    tree = page_of(response)
    assert response.status_code == 200
    assert (tree.get("lang"), tree.get("dir")) == (code, "rtl" if code == "ar" else "ltr")
    assert response["Cache-Control"] == "private, no-store"
    assert select(tree, ".errsum") == []
    path = select(tree, ".path a")
    assert [a.get("href") for a in path] == [address(one, code) for one in STEPS]
    assert [a.get("aria-current") for a in path] == ["step" if one == step else None for one in STEPS]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert {label.get("for") for label in tree.iter("label") if label.get("for")} <= set(ids)
    described = " ".join(field.get("aria-describedby") or "" for field in tree.iter()).split()
    assert set(described) <= set(ids)


def test_only_the_first_step_is_for_search_engines(site: SmallSite, client: Client) -> None:
    begun(client)
    for step in ("people", "pictures", "consent", "check"):
        assert select(page_of(client.get(address(step))), "meta[name=robots]")[0].get("content") == "noindex"


def test_the_form_offers_published_projects_once_in_the_readers_language(site: SmallSite, client: Client) -> None:
    english = site.project("en", title="Harbour medics")
    site.project("fr", title="Médecins du port", of=english)
    site.project("ar", title="مشروع")
    site.project("en", title="Secret draft", live=False)
    begun(client)
    options = select(page_of(client.get("/fr/stories/send/people/")), "#s-project option")[1:]
    assert [(o.text, o.get("lang"), o.get("dir")) for o in options] == [
        ("Médecins du port", None, None),
        ("مشروع", "ar", "rtl"),
    ]


def test_any_language_can_be_chosen(site: SmallSite, client: Client) -> None:
    tree = page_of(client.get("/ar/stories/send/"))
    values = [option.get("value") for option in select(tree, "#s-language option")]
    assert values[: len(settings.LANGUAGES)] == [code for code, _name in settings.LANGUAGES]
    assert {"hi", "am", "ha", "zh-hans", "ay"} < set(values)
    assert values[-1] == "und"
    assert len(values) == len(set(values))
    assert [option.get("value") for option in select(tree, "#s-language option[selected]")] == ["ar"]
    (hindi,) = select(tree, "#s-language option[value=hi]")
    assert (hindi.get("lang"), hindi.get("dir")) == ("hi", "ltr")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ur", ("ur", "rtl")), ("sw", ("sw", "ltr")), ("und", (None, "auto")), ("xx", (None, "auto"))],
)
def test_what_was_written_stands_in_its_language(
    site: SmallSite, client: Client, language: str, expected: tuple[str | None, str]
) -> None:
    response = post(client, complete(language=language, title=""))
    for field in ("title", "body", "content_note"):
        (found,) = select(page_of(response), f"#s-{field}")
        assert (found.get("lang"), found.get("dir")) == expected


@pytest.mark.parametrize(
    ("step", "queries"), [("story", 4), ("people", 4), ("pictures", 5), ("consent", 4), ("check", 5)]
)
@pytest.mark.parametrize("count", [1, 3])
def test_a_step_takes_the_same_few_queries(
    site: SmallSite, client: Client, django_assert_num_queries: Any, step: str, queries: int, count: int
) -> None:
    for _i in range(count):
        site.project()
    slots = {f"f{n}_{part}": value for n in range(1, count + 1) for part, value in (("file", photo()), ("alt", "x"))}
    draft = begun(client)
    answer(client, draft, "people")
    answer(client, draft, "pictures", **slots)
    answer(client, draft, "consent")
    client.get(address(step))
    with django_assert_num_queries(queries):
        client.get(address(step))


def test_the_blank_form_takes_the_same_few_queries(
    site: SmallSite, client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/en/stories/send/")
    with django_assert_num_queries(1):
        client.get("/en/stories/send/")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_refused(site: SmallSite, client: Client, method: str, step: str) -> None:
    assert getattr(client, method)(address(step)).status_code == 405


def test_what_is_checked_is_what_was_said(site: SmallSite, client: Client) -> None:
    filled(
        client,
        story={"language": "ar", "title": "حافلتنا"},
        consent={"translation": "chosen", "languages": ["fr", "sw"]},
    )
    tree = page_of(client.get(address("check")))
    said = {
        " ".join(term.text_content().split()): " ".join(term.getnext().text_content().split())
        for term in select(tree, "dl.said dt")
    }
    assert said["Title"] == "حافلتنا"
    assert said["What happened?"] == "The depot closes at twenty to two. That is when our meeting begins."
    assert said["Written in"] == "العربية"
    assert said["The people in the story"] == "Everyone who could be recognised has heard it and agrees"
    assert said["Only into these languages"] == "Français, Kiswahili"
    assert (said["Show it on social media"], said["Take it down on this day"]) == ("No", "Nothing")
    (title,) = [term.getnext() for term in select(tree, "dl.said dt") if term.text_content() == "Title"]
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")
    assert [a.get("href") for a in select(tree, "section.part header a")] == [address(step) for step in FORMS]


def test_what_is_missing_is_named_with_links(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    response = answer(client, draft, "check", send="1")
    assert response.status_code == 200
    links = [(a.get("href"), a.text_content()) for a in select(page_of(response), ".errsum li a")]
    assert links == [
        ("/en/stories/send/people/#s-people_0", "Say whether the people in it have agreed."),
        ("/en/stories/send/people/#s-names_0", "Say who may be named."),
        ("/en/stories/send/people/#s-places_0", "Say how exactly it may be said where it was."),
        ("/en/stories/send/people/#s-by_0", "Choose who it should be by."),
        ("/en/stories/send/consent/#s-publish", "We can only take a story that we may publish."),
        ("/en/stories/send/consent/#s-translation_0", "Say whether it may be translated."),
    ]
    assert Submission.objects.get().state == "draft"
