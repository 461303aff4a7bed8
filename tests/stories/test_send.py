"""The form for a story: what it takes, what it says, and that nothing typed is ever lost."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail, signing
from django.test import Client
from django.utils import translation
from lxml import html

from home.models import SiteTexts
from stories import views
from stories.forms import StoryForm
from stories.models import StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import (
    CONTACT,
    complete,
    faults,
    page_of,
    photo,
    post,
    reference_of,
    select,
    typed,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


# ---------------------------------------------------------------- the page


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
    assert not select(tree, "meta[name=robots], script, [style], [onclick]")
    assert response["Cache-Control"] == "private, no-store"
    assert list(response.cookies) == ["csrftoken"]
    assert select(tree, ".errsum") == []


def test_the_way_out_is_a_plain_link_that_tells_nobody(site: SmallSite, client: Client) -> None:
    SiteTexts.objects.update(exit_url="https://weather.example/")
    (link,) = select(page_of(client.get("/ar/stories/send/")), "a.leave")
    assert (link.get("href"), link.get("rel")) == ("https://weather.example/", "noreferrer")


def test_safety_comes_first(site: SmallSite, client: Client) -> None:
    parts = select(page_of(client.get("/en/stories/send/")), "section.part")
    assert select(parts[0], ".safe")
    assert "torproject.org" in html.tostring(parts[0]).decode()
    assert not select(parts[0], "input")


def test_the_browser_may_say_where_a_form_comes_from(site: SmallSite, client: Client) -> None:
    """With "no-referrer" browsers send "Origin: null", and the CSRF check refuses the form."""
    response = client.get("/en/stories/send/")
    assert response["Referrer-Policy"] == "same-origin"
    assert [meta.get("content") for meta in select(page_of(response), "meta[name=referrer]")] == ["same-origin"]


def test_nothing_is_agreed_to_in_advance(site: SmallSite, client: Client) -> None:
    assert select(page_of(client.get("/en/stories/send/")), "input[checked]") == []


def test_the_form_offers_published_projects_once_in_the_readers_language(site: SmallSite, client: Client) -> None:
    english = site.project("en", title="Harbour medics")
    french = site.project("fr", title="Médecins du port", of=english)
    site.project("ar", title="مشروع")
    site.project("en", title="Secret draft", live=False)
    options = select(page_of(client.get("/fr/stories/send/")), "#s-project option")[1:]
    assert [(o.get("value"), o.text, o.get("lang"), o.get("dir")) for o in options][:1] == [
        (str(french.pk), "Médecins du port", None, None)
    ]
    assert [(o.text, o.get("lang"), o.get("dir")) for o in options][1:] == [("مشروع", "ar", "rtl")]


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


@pytest.mark.parametrize("projects", [1, 3])
def test_the_form_takes_the_same_few_queries(
    site: SmallSite, client: Client, django_assert_num_queries: Any, projects: int
) -> None:
    for _i in range(projects):
        site.project()
    client.get("/en/stories/send/")
    with django_assert_num_queries(2):
        client.get("/en/stories/send/")


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_refused(site: SmallSite, client: Client, method: str) -> None:
    assert getattr(client, method)("/en/stories/send/").status_code == 405


# ---------------------------------------------------------------- a complete story


def test_a_complete_story_is_stored_and_acknowledged(site: SmallSite, client: Client) -> None:
    response = post(client, complete(translate="on"))
    submission = Submission.objects.get()
    assert reference_of(response) == submission.reference
    page = submission.page
    assert (page.title, page.teller, page.region, page.content_note, page.live) == (
        "The last bus is our office",
        "Night Shift",
        "ea",
        "Mentions being dismissed from work",
        False,
    )
    assert (submission.people, submission.may_translate, submission.may_reprint, submission.contact) == (
        "agreed",
        True,
        False,
        CONTACT,
    )
    assert page.body.raw_data[0]["value"].count("<p") == 2


def test_only_what_is_needed(site: SmallSite, client: Client) -> None:
    needed = {"title", "language", "body", "people", "publish", "by", "client_token", "opened"}
    data = {name: value for name, value in complete(by="nobody").items() if name in needed}
    post(client, data)
    submission = Submission.objects.get()
    page = submission.page
    assert (page.project, page.teller, page.region, page.content_note, submission.contact) == (None, "", "", "", "")


def test_the_receipt(site: SmallSite, client: Client) -> None:
    address = post(client, complete())["Location"]
    response = client.get(address)
    tree = page_of(response)
    assert response.status_code == 200
    assert Submission.objects.get().reference in select(tree, ".notice")[0].text_content()
    assert urlsplit(address).fragment == "main"
    assert [(found.tag, found.get("tabindex")) for found in select(tree, "#main")] == [("main", "-1")]
    assert select(tree, "meta[name=robots]")[0].get("content") == "noindex"
    assert response["Cache-Control"] == "private, no-store"
    assert response.cookies == {}
    assert [meta.get("content") for meta in select(tree, "meta[name=referrer]")] == ["no-referrer"]
    assert select(tree, "link[rel=canonical]")[0].get("href") == settings.BASE_URL + "/en/stories/send/thanks/"


def test_the_receipt_in_another_language(site: SmallSite, client: Client) -> None:
    first = page_of(client.get(post(client, complete())["Location"]))
    (arabic,) = select(first, ".langs-menu a[hreflang=ar]")
    response = client.get(arabic.get("href"))
    assert Submission.objects.get().reference in response.content.decode()


def test_a_receipt_is_not_shown_for_ever(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = post(client, complete())["Location"]
    monkeypatch.setattr(views, "RECEIPT_LASTS", -1)
    response = client.get(address)
    assert response.status_code == 410
    assert Submission.objects.get().reference not in select(page_of(response), "main")[0].text_content()


@pytest.mark.parametrize(
    "query", ["", "?receipt=", "?receipt=ST-222222", "?receipt=ST-222222:1abc:forged", "?receipt=%00"]
)
def test_a_receipt_cannot_be_made_up(site: SmallSite, client: Client, query: str) -> None:
    assert client.get("/en/stories/send/thanks/" + query).status_code == 404


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": "project", "project": "PROJECT", "name": ""}, ("PROJECT", "")),
        ({"by": "project", "project": "PROJECT", "name": "Ignored"}, ("PROJECT", "")),
        ({"by": "project", "name": "A project that is no member"}, (None, "A project that is no member")),
        ({"by": "chosen", "project": "PROJECT", "name": "M."}, (None, "M.")),
        ({"by": "nobody", "project": "PROJECT", "name": "Maria"}, (None, "")),
    ],
)
def test_by_whom(site: SmallSite, client: Client, changes: dict[str, str], expected: tuple[Any, str]) -> None:
    project = site.project(title="Riverbend")
    post(client, complete(**{name: str(project.pk) if v == "PROJECT" else v for name, v in changes.items()}))
    page = StoryPage.objects.get()
    assert (page.project_id, page.teller) == (project.pk if expected[0] else None, expected[1])
    submission = Submission.objects.get()
    assert (submission.byline, submission.byline_name) == (changes["by"], "Riverbend" if expected[0] else expected[1])


def test_an_unpublished_project_cannot_be_named(site: SmallSite, client: Client) -> None:
    draft = site.project(live=False)
    response = post(client, complete(by="project", project=str(draft.pk), name=""))
    assert faults(response) == [("s-project", "This project is not in the list any more. Choose again.")]
    assert StoryPage.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‏حافلتنا الأخيرة\u202e", "‏حافلتنا الأخيرة"),
        ("🚌🔥👩‍👩‍👧", "🚌🔥👩‍👩‍👧"),
        ("A\x00B\x07C\r\nD", "ABC D"),
        ("  spaces \t and\u2028lines ", "spaces and lines"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 150, "x" * 150),
        ("cafe\u0301", "café"),
    ],
)
def test_titles_of_all_kinds(site: SmallSite, client: Client, text: str, expected: str) -> None:
    post(client, complete(title=text))
    assert StoryPage.objects.get().title == expected


def test_fifty_thousand_characters_are_taken(site: SmallSite, client: Client) -> None:
    post(client, complete(body="ሰላም " * 12_500))
    assert StoryPage.objects.get().body.raw_data[0]["value"].count("ሰላም") == 12_500


# ---------------------------------------------------------------- errors

UNSEEN = "\u200b\u2060\u00ad\u3164\ufe0f\U000e0041\u200d"
ERRORS = [
    ({"title": ""}, "s-title", "Give your story a title."),
    ({"title": " \x00\u200e\t"[:2]}, "s-title", "Give your story a title."),
    ({"title": UNSEEN}, "s-title", "Give your story a title."),
    ({"title": "x" * 151}, "s-title", "This title has 151 characters. The most is 150."),
    ({"language": "xx"}, "s-language", "Choose the language that you wrote in."),
    ({"language": "\x00"}, "s-language", "Choose the language that you wrote in."),
    ({"language": None}, "s-language", "Choose the language that you wrote in."),
    ({"body": " \n "}, "s-body", "Tell us what happened."),
    ({"body": f"{UNSEEN}\n\n{UNSEEN}"}, "s-body", "Tell us what happened."),
    (
        {"body": "x" * 100_000},
        "s-body",
        "Your story has 100000 characters, and we can take 50000. Shorten it, or send the rest as a second story.",
    ),
    ({"region": "zz"}, "s-region", "Choose a region from the list."),
    ({"content_note": "x" * 301}, "s-content_note", "This warning has 301 characters. The most is 300."),
    ({"people": None}, "s-people_0", "Say whether the people in it have agreed."),
    ({"people": "maybe"}, "s-people_0", "Say whether the people in it have agreed."),
    ({"publish": None}, "s-publish", "We can only take a story that we may publish."),
    ({"by": None}, "s-by_0", "Choose who it should be by."),
    ({"by": "project", "name": ""}, "s-project", "Choose your project from the list, or write its name below."),
    ({"by": "project", "name": UNSEEN}, "s-project", "Choose your project from the list, or write its name below."),
    ({"by": "chosen", "name": UNSEEN}, "s-name", "Write the name that should stand above the story."),
    ({"project": "99999999999999999999"}, "s-project", "This project is not in the list any more. Choose again."),
    ({"by": "chosen", "name": " "}, "s-name", "Write the name that should stand above the story."),
    ({"name": "x" * 121}, "s-name", "This name has 121 characters. The most is 120."),
    ({"contact": "x" * 201}, "s-contact", "This has 201 characters. The most is 200."),
    ({"f1_alt": "A board"}, "f1-file", "Picture 1: Choose the picture that you described, or empty its description."),
    (
        {"f2_held": "A" * 43, "f2_alt": "A board"},
        "f2-file",
        "Picture 2: This picture was kept for a day and is gone now. Please attach it again.",
    ),
]


@pytest.mark.parametrize(("changes", "anchor", "message"), ERRORS)
def test_an_error_is_said_twice_and_nothing_is_lost(
    site: SmallSite, client: Client, changes: dict[str, Any], anchor: str, message: str
) -> None:
    data = complete(**changes)
    response = post(client, data)
    tree = page_of(response)
    assert response.status_code == 200
    assert faults(response) == [(anchor, message)]
    assert tree.findtext(".//title").startswith("Error: ")
    (summary,) = select(tree, ".errsum[role=alert]")
    assert "One thing to fix before it can go" in summary.text_content()
    target = tree.get_element_by_id(anchor)
    at_field = tree.get_element_by_id(re.sub(r"_0$", "", anchor) + "_error")
    assert at_field.text_content().strip() in f"Error: {message}".replace("Picture 1: ", "").replace("Picture 2: ", "")
    box = target.xpath("ancestor::*[contains(concat(' ', @class, ' '), ' err ')]")[0]
    assert at_field.get("id") in (target.get("aria-describedby") or "") + (box.get("aria-describedby") or "")
    kept = typed(response)
    for name in {*complete(), "f2-alt"} - {"opened", "website"}:
        if name not in ("people", "by", "publish", "language", "region"):
            assert kept.get(name, "") == data.get(name, "").replace("\0", ""), name
        elif name not in changes:
            assert kept[name] == data[name], name
    assert StoryPage.objects.count() == Submission.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", ["title", "language", "body", "people", "publish", "by"])
def test_errors_speak_the_readers_language_and_keep_what_was_typed(
    site: SmallSite, client: Client, language: str, name: str
) -> None:
    data = complete(**{name: None}, title="عنوان <b>x</b>") if name != "title" else complete(title=None)
    response = post(client, data, language)
    with translation.override(language):
        expected = str(StoryForm.base_fields[name].error_messages["required"])
    assert [message for _anchor, message in faults(response)] == [expected]
    assert page_of(response).get("lang") == language
    kept = typed(response)
    assert {n: kept[n] for n in data if n not in ("opened", "website")} == {
        n: v for n, v in data.items() if n not in ("opened", "website")
    }


def test_several_errors_stand_in_the_order_of_the_page(site: SmallSite, client: Client) -> None:
    data = complete(title="", people=None, publish=None, f1_file=photo(), contact="x" * 201)
    response = post(client, data)
    assert [anchor for anchor, _message in faults(response)] == [
        "s-title",
        "f1-alt",
        "s-people_0",
        "s-publish",
        "s-contact",
    ]
    assert "5 things to fix before it can go" in select(page_of(response), ".errsum h2")[0].text_content()
    path = [(a.text_content(), a.get("class")) for a in select(page_of(response), ".path a")]
    assert path == [
        ("Safety (done)", "is-done"),
        ("Your story (1 thing to fix)", "is-err"),
        ("Pictures (1 thing to fix)", "is-err"),
        ("Consent (2 things to fix)", "is-err"),
        ("Reaching you (1 thing to fix)", "is-err"),
    ]


def test_ids_are_unique_in_the_worst_case(site: SmallSite, client: Client) -> None:
    response = post(client, complete(title="", people=None, by=None, f1_file=photo(), f2_alt="x", f3_alt="y"))
    ids = [element.get("id") for element in page_of(response).iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    labels = {label.get("for") for label in page_of(response).iter("label") if label.get("for")}
    assert labels <= set(ids)


def test_what_was_typed_comes_back_escaped(site: SmallSite, client: Client) -> None:
    mark = '"><img src=x onerror=1></textarea><script>x</script>'
    changes = dict.fromkeys(("body", "content_note", "name", "contact", "opened", "website", "client_token"), mark)
    response = post(client, complete(**changes, title="", f1_alt=mark, f1_held=mark, region=mark, people=mark))
    assert "<img src=x" not in response.content.decode()
    assert "<script>" not in response.content.decode()
    assert typed(response)["body"] == mark


@pytest.mark.parametrize(
    "name", sorted({*complete(), "f1-held", "f1-alt", "f1-nobody", "project", "remove", "receipt"})
)
def test_no_value_breaks_the_form(site: SmallSite, client: Client, name: str) -> None:
    for value in ("\x00", "'", "a" * 5000, "99999999999999999999", "🔥", "-1", "../../etc/passwd"):
        assert post(client, {**complete(), name: value}).status_code in (200, 303), value


def test_an_empty_post_is_a_form_with_errors(site: SmallSite, client: Client) -> None:
    response = post(client, {})
    assert [anchor for anchor, _message in faults(response)] == [
        "s-title",
        "s-language",
        "s-body",
        "s-people_0",
        "s-publish",
        "s-by_0",
        "s-send",
    ]
    again = typed(response)
    assert uuid.UUID(again["client_token"])
    assert signing.loads(again["opened"], salt="stories.form")
