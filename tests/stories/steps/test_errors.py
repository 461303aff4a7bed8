"""Every step and everything that can be wrong in it: said twice, and nothing is lost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from stories.models import StoryPage, Submission
from stories.steps.filled import PLAIN
from tests.factories import SmallSite
from tests.stories.forms import ANSWERS, address, answer, begun, complete, faults, page_of, photo, post, select, typed

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures

UNSEEN = "\u200b\u2060\u00ad\u3164\ufe0f\U000e0041\u200d"
YESTERDAY = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
ERRORS: list[tuple[str, dict[str, Any], str, str]] = [
    ("story", {"title": ""}, "s-title", "Give your story a title."),
    ("story", {"title": " \x00\u200e\t"[:2]}, "s-title", "Give your story a title."),
    ("story", {"title": UNSEEN}, "s-title", "Give your story a title."),
    ("story", {"title": "x" * 151}, "s-title", "This title has 151 characters. The most is 150."),
    ("story", {"language": "xx"}, "s-language", "Choose the language that you wrote in."),
    ("story", {"language": "\x00"}, "s-language", "Choose the language that you wrote in."),
    ("story", {"language": None}, "s-language", "Choose the language that you wrote in."),
    ("story", {"body": " \n "}, "s-body", "Tell us what happened."),
    ("story", {"body": f"{UNSEEN}\n\n{UNSEEN}"}, "s-body", "Tell us what happened."),
    (
        "story",
        {"body": "x" * 100_000},
        "s-body",
        "Your story has 100000 characters, and we can take 50000. Shorten it, or send the rest as a second story.",
    ),
    ("story", {"region": "zz"}, "s-region", "Choose a region from the list."),
    ("story", {"content_note": "x" * 301}, "s-content_note", "This warning has 301 characters. The most is 300."),
    ("story", {"link": "javascript:alert(1)"}, "s-link", "LINK"),
    ("story", {"link": "not an address"}, "s-link", "LINK"),
    ("people", {"people": None}, "s-people_0", "Say whether the people in it have agreed."),
    ("people", {"people": "maybe"}, "s-people_0", "Say whether the people in it have agreed."),
    ("people", {"names": None}, "s-names_0", "Say who may be named."),
    ("people", {"names": "all"}, "s-names_0", "Say who may be named."),
    ("people", {"places": None}, "s-places_0", "Say how exactly it may be said where it was."),
    ("people", {"places": "x\x00"}, "s-places_0", "Say how exactly it may be said where it was."),
    ("people", {"by": None}, "s-by_0", "Choose who it should be by."),
    (
        "people",
        {"by": "project", "name": ""},
        "s-project",
        "Choose your project from the list, or write its name below.",
    ),
    (
        "people",
        {"by": "project", "name": UNSEEN},
        "s-project",
        "Choose your project from the list, or write its name below.",
    ),
    ("people", {"by": "chosen", "name": UNSEEN}, "s-name", "Write the name that should stand above the story."),
    ("people", {"by": "chosen", "name": " "}, "s-name", "Write the name that should stand above the story."),
    (
        "people",
        {"project": "99999999999999999999"},
        "s-project",
        "This project is not in the list any more. Choose again.",
    ),
    ("people", {"name": "x" * 121}, "s-name", "This name has 121 characters. The most is 120."),
    (
        "pictures",
        {"f1_alt": "A board"},
        "f1-file",
        "Picture 1: Choose the picture that you described, or empty its description.",
    ),
    (
        "pictures",
        {"f2_alt": "x" * 301},
        "f2-alt",
        "Picture 2: This description has 301 characters. The most is 300.",
    ),
    ("pictures", {"f3_consent": "all"}, "f3-consent_0", "Picture 3: Say who can be recognised in this picture."),
    ("consent", {"publish": None}, "s-publish", "We can only take a story that we may publish."),
    ("consent", {"translation": None}, "s-translation_0", "Say whether it may be translated."),
    ("consent", {"translation": "some"}, "s-translation_0", "Say whether it may be translated."),
    ("consent", {"translation": "chosen"}, "s-languages_0", "Choose at least one language."),
    ("consent", {"translation": "chosen", "languages": ["xx"]}, "s-languages_0", "Choose languages from the list."),
    ("consent", {"ends_on": YESTERDAY}, "s-ends_on", "Choose a day that is still to come, or leave it empty."),
    ("consent", {"ends_on": "soon"}, "s-ends_on", "Write the day like 2030-12-31, or leave it empty."),
    ("consent", {"contact": "x" * 201}, "s-contact", "This has 201 characters. The most is 200."),
    ("consent", {"told": "on"}, "s-contact", "We can only tell you by email. Write your email address here."),
    (
        "consent",
        {"told": "on", "contact": ""},
        "s-contact",
        "We can only tell you by email. Write your email address here.",
    ),
]
LINK = "This is not an address of a page. One looks like https://example.org/page."
#: Values that a browser leaves out, or shows as not chosen.
CHOSEN = ["people", "names", "places", "by", "publish", "language", "region", "project", "translation"]
CHOSEN += ["languages", "told", "f3-consent"]


def sent(client: Client, step: str, changes: dict[str, Any]) -> Any:
    """A step with these changes, of a draft where it is not the first one."""
    if step == "story":
        return post(client, complete(**changes))
    return answer(client, begun(client), step, **changes)


@pytest.mark.parametrize(("step", "changes", "anchor", "message"), ERRORS)
def test_an_error_is_said_twice_and_nothing_is_lost(
    site: SmallSite, client: Client, step: str, changes: dict[str, Any], anchor: str, message: str
) -> None:
    message = LINK if message == "LINK" else message
    response = sent(client, step, changes)
    tree = page_of(response)
    assert response.status_code == 200
    assert faults(response) == [(anchor, message)]
    assert tree.findtext(".//title").startswith("Error: ")
    (summary,) = select(tree, ".errsum[role=alert]")
    assert "One thing to fix before it can go" in summary.text_content()
    target = tree.get_element_by_id(anchor)
    at_field = tree.get_element_by_id(re.sub(r"_0$", "", anchor) + "_error")
    assert at_field.text_content().strip() in f"Error: {re.sub('^Picture [123]: ', '', message)}"
    box = target.xpath("ancestor::*[contains(concat(' ', @class, ' '), ' err ')]")[0]
    assert at_field.get("id") in (target.get("aria-describedby") or "") + (box.get("aria-describedby") or "")
    expected = {name: value for name, value in complete(step, **changes).items() if name not in ("stamp", "website")}
    shown, again = typed(response), typed(client.get(address(step)))
    for name, value in expected.items():
        if name not in CHOSEN:
            assert shown.get(name, "") == again.get(name, "") == value.replace("\0", ""), name
        elif name.replace("-", "_") not in changes:
            assert shown[name] == again[name] == value, name
    assert StoryPage.objects.count() == 0
    assert Submission.objects.get().state == "draft"
    assert mail.outbox == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("story", "title"),
        ("story", "language"),
        ("story", "body"),
        ("people", "people"),
        ("people", "names"),
        ("people", "places"),
        ("people", "by"),
        ("consent", "publish"),
        ("consent", "translation"),
    ],
)
def test_errors_speak_the_readers_language_and_keep_what_was_typed(
    site: SmallSite, client: Client, language: str, step: str, name: str
) -> None:
    changes: dict[str, Any] = {name: None}
    if name != "title" and step == "story":
        changes["title"] = "عنوان <b>x</b>"
    data = complete(step, **changes)
    if step != "story":
        data["story"] = begun(client).reference
    response = post(client, data, language, step)
    with translation.override(language):
        expected = str(PLAIN[step].base_fields[name].error_messages["required"])
    assert [message for _anchor, message in faults(response)] == [expected]
    assert page_of(response).get("lang") == language
    kept = typed(response)
    hidden = ("stamp", "website", "story")
    assert {n: kept[n] for n in data if n not in hidden} == {n: v for n, v in data.items() if n not in hidden}


def test_several_errors_stand_in_the_order_of_the_page(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    assert [a for a, _m in faults(answer(client, draft, "people", people=None, places=None, name=""))] == [
        "s-people_0",
        "s-places_0",
        "s-name",
    ]
    answer(client, draft, "pictures", f1_file=photo())
    response = answer(client, draft, "story", title="", region="zz")
    assert [anchor for anchor, _message in faults(response)] == ["s-title", "s-region"]
    assert "2 things to fix before it can go" in select(page_of(response), ".errsum h2")[0].text_content()
    path = [(a.text_content(), a.get("class")) for a in select(page_of(response), ".path a")]
    assert path == [
        ("Your story (2 things to fix)", "is-err"),
        ("People and places (3 things to fix)", "is-err"),
        ("Pictures and files (2 things to fix)", "is-err"),
        ("Consent", None),
        ("Check and send", None),
    ]
    answer(client, draft, "story")
    answer(client, draft, "people")
    path = [(a.text_content(), a.get("class")) for a in select(page_of(client.get(address("consent"))), ".path a")]
    assert path[:2] == [("Your story (done)", "is-done"), ("People and places (done)", "is-done")]


def test_ids_are_unique_in_the_worst_case(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    worst = {
        "story": answer(client, draft, "story", title="", body="", language="xx", region="zz", link="x"),
        "people": post(client, {"story": draft.reference}, step="people"),
        "pictures": answer(client, draft, "pictures", f1_file=photo(), f2_alt="x", f3_alt="y", f2_consent="x"),
        "consent": answer(client, draft, "consent", publish=None, ends_on="x", contact="x" * 201, translation="chosen"),
        "check": client.get(address("check")),
    }
    for step, response in worst.items():
        tree = page_of(response)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert sorted(ids) == sorted(set(ids)), step
        assert {label.get("for") for label in tree.iter("label") if label.get("for")} <= set(ids), step
        assert len(faults(response)) >= 3, step


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent"])
def test_what_was_typed_comes_back_escaped(site: SmallSite, client: Client, step: str) -> None:
    mark = '"><img src=x onerror=1></textarea><script>x</script>'
    names = {*ANSWERS[step], "f1_alt", "f1_consent", "stamp"} - {"title"}
    response = sent(client, step, dict.fromkeys(names, mark) | ({"title": ""} if step == "story" else {}))
    for page in (response, client.get(address(step)), client.get(address("check"))):
        assert "<img src=x" not in page.content.decode()
        assert "<script>" not in page.content.decode()
    if step == "story":
        assert typed(response)["body"] == mark


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent", "check"])
def test_no_value_breaks_a_step(site: SmallSite, client: Client, step: str) -> None:
    draft = begun(client)
    others = "remove attach forget stamp f1-held f1-stored f1-alt steps of"
    names = {*ANSWERS[step], *others.split()}
    for name in sorted(names - {"website"}):
        for value in ("\x00", "'", "a" * 5000, "99999999999999999999", "🔥", "-1", "../../etc/passwd"):
            data = {**complete(step), "story": draft.reference, name: value}
            assert post(client, data, step=step).status_code in (200, 303), (name, value)
            assert client.get(address(step)).status_code == 200, (name, value)
    draft.refresh_from_db()
    assert {"f1-held", "f1-stored", "of"} & set(draft.typed) == set()


def test_an_empty_post_is_a_form_with_errors(site: SmallSite, client: Client) -> None:
    response = post(client, {})
    assert [anchor for anchor, _message in faults(response)] == ["s-title", "s-language", "s-body", "s-send"]
    assert typed(response)["stamp"]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(("title", "body"), [("", "Words"), ("Words", "")])
def test_the_first_words_are_kept_although_others_are_missing(
    site: SmallSite, client: Client, title: str, body: str
) -> None:
    response = post(client, complete(title=title, body=body))
    assert response.status_code == 200
    draft = Submission.objects.get()
    assert (draft.state, draft.typed["title"], draft.typed["body"]) == ("draft", title, body)
    again = typed(client.get(address()))
    assert (again["title"], again["body"], again["story"]) == (title, body, draft.reference)


def test_nothing_is_kept_where_nothing_was_written(site: SmallSite, client: Client) -> None:
    assert [a for a, _m in faults(post(client, complete(title="", body=UNSEEN)))] == ["s-title", "s-body"]
    assert Submission.objects.count() == 0
