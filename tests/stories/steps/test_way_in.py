"""Who is let in to a draft, and the words that bring its sender back."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from stories import keys, way_in
from stories.models import Submission
from stories.steps import receipts, stamps
from stories.steps.way import STEPS
from tests.factories import SmallSite
from tests.stories.forms import (
    address,
    answer,
    begun,
    complete,
    filled,
    notice,
    page_of,
    post,
    select,
    send,
    sent_story,
    stamp,
    typed,
)

CODES = [code for code, _name in settings.LANGUAGES]
DOOR = "/en/stories/mine/#main"


def words_of(response: Any) -> str:
    """The words on the page of the receipt."""
    return " ".join(select(page_of(response), "#words")[0].text_content().split())


# ---------------------------------------------------------------- the cookie


def test_the_cookies_reach_the_stories_alone(site: SmallSite, client: Client) -> None:
    response = post(client, complete())
    names = [f"{name}_{code}" for name in ("story", "receipt") for code in CODES]
    assert sorted(response.cookies) == sorted(names)
    for name in names:
        cookie = response.cookies[name]
        assert cookie["path"] == f"/{name.rpartition('_')[2]}/stories/"
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (
            True,
            "Strict",
            "",
            "",
        )
        assert cookie["secure"] == ""


def test_in_production_they_travel_encrypted_only(site: SmallSite, client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert {cookie["secure"] for cookie in post(client, complete(), secure=True).cookies.values()} == {True}


def test_public_pages_set_no_cookie_for_whoever_has_one(site: SmallSite, client: Client) -> None:
    story = site.story()
    begun(client)
    for path in ("/en/", "/en/stories/", f"/en/stories/{story.slug}/", "/ar/stories/", "/en/stories/feed/"):
        response = client.get(path)
        assert (path, response.status_code, response.cookies) == (path, 200, {})
        assert "no-store" not in response["Cache-Control"]


@pytest.mark.parametrize("step", STEPS)
def test_what_the_cookie_opens_is_never_kept_by_a_cache(site: SmallSite, client: Client, step: str) -> None:
    draft = filled(client)
    for response in (client.get(address(step)), answer(client, draft, step)):
        assert response["Cache-Control"] == "private, no-store"


def forgeries(draft: Submission) -> dict[str, str]:
    """Cookies that open nothing."""
    beginning = draft.receipt[:16]
    return {
        "empty": "",
        "text": "forged",
        "unsigned": f"[{draft.pk}, {beginning}]",
        "salt": signing.dumps([draft.pk, beginning], salt="other"),
        "other receipt": signing.dumps([draft.pk, "0" * 16], salt=way_in.SALT),
        "no receipt": signing.dumps([draft.pk, ""], salt=way_in.SALT),
        "nobody": signing.dumps([draft.pk + 1000, beginning], salt=way_in.SALT),
        "a number": signing.dumps(draft.pk, salt=way_in.SALT),
    }


@pytest.mark.parametrize(
    "kind", ["empty", "text", "unsigned", "salt", "other receipt", "no receipt", "nobody", "a number"]
)
def test_a_forged_cookie_opens_nothing(site: SmallSite, client: Client, kind: str) -> None:
    draft = begun(client)
    before = draft.typed
    stranger = Client()
    stranger.cookies["story_en"] = forgeries(draft)[kind]
    shut(stranger, draft)
    draft.refresh_from_db()
    assert draft.typed == before


def shut(stranger: Client, draft: Submission) -> None:
    """Nothing of the draft can be seen or changed."""
    assert typed(stranger.get(address()))["title"] == ""
    for step in ("people", "pictures", "consent", "check"):
        assert stranger.get(address(step))["Location"] == DOOR
    for path in ("receipt/", "receipt/download/", "thanks/"):
        assert stranger.get(f"/en/stories/send/{path}")["Location"] == DOOR
    response = answer(stranger, draft, "story", title="Evil")
    assert response.status_code == 403
    assert "last bus" not in response.content.decode()
    assert answer(stranger, draft, "check", send="1")["Location"] == DOOR


def test_the_cookie_ends_after_twelve_hours(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begun(client)
    monkeypatch.setattr(way_in, "LASTS", -1)
    shut(client, draft)


def test_new_words_end_it(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    Submission.objects.filter(pk=draft.pk).update(receipt=keys.key_hash(keys.fresh("en")))
    shut(client, draft)


def test_without_a_receipt_nobody_is_let_in(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    Submission.objects.filter(pk=draft.pk).update(receipt="")
    shut(client, draft)


def test_a_page_of_one_story_never_writes_into_another(site: SmallSite, client: Client) -> None:
    """Two windows: the second one has opened another story meanwhile."""
    first, second = begun(client), begun(client, title="Another one")
    response = answer(client, first, "story", title="Meant for the first")
    assert response.status_code == 403
    assert notice(response).startswith("We cannot tell any more which story this belongs to.")
    assert typed(response)["title"] == "Meant for the first"
    assert [s.typed["title"] for s in Submission.objects.order_by("pk")] == [
        "The last bus is our office",
        "Another one",
    ]
    assert answer(client, second, "story", title="For the second").status_code == 303


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent"])
def test_without_the_cookie_nothing_that_was_typed_is_lost(site: SmallSite, client: Client, step: str) -> None:
    """The button works again when the story was opened with its words in another window."""
    draft = begun(client)
    cookies = client.cookies.copy()
    client.cookies.clear()
    data = {**complete(step), "story": draft.reference}
    data.pop("stamp", None)
    response = post(client, data, step=step)
    assert response.status_code == 403
    again = typed(response)
    assert {name: again.get(name, "") for name in data} == data
    client.cookies = cookies
    assert post(client, again, step=step).status_code == 303


# ---------------------------------------------------------------- the words


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_words_open_the_draft_and_are_kept_nowhere(site: SmallSite, client: Client, language: str) -> None:
    data = complete()
    response = post(client, data, language)
    assert response["Location"] == f"/{language}/stories/send/receipt/#main"
    response = client.get(f"/{language}/stories/send/receipt/")
    words = words_of(response)
    draft = Submission.objects.get()
    token = stamps.read(data["stamp"]).token  # type: ignore[union-attr]
    assert words == keys.phrase_for(token, language)
    assert len(words.split()) >= 8
    assert draft.receipt == keys.key_hash(words)
    assert draft.speaks == language
    (element,) = select(page_of(response), "#words")
    assert (element.get("lang"), element.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert select(page_of(response), "meta[name=robots]")[0].get("content") == "noindex"
    stored = str(Submission.objects.values().get())
    assert words not in stored
    assert token not in stored


def test_the_words_are_shown_until_they_were_kept_and_never_after(site: SmallSite, client: Client) -> None:
    post(client, complete())
    words = words_of(client.get("/en/stories/send/receipt/"))
    assert words_of(client.get("/fr/stories/send/receipt/")) == words
    response = client.post("/en/stories/send/receipt/")
    assert response["Location"] == "/en/stories/send/people/#main"
    assert {name: cookie["max-age"] for name, cookie in response.cookies.items()} == {
        f"receipt_{code}": 0 for code in CODES
    }
    for language in CODES:
        response = client.get(f"/{language}/stories/send/receipt/")
        assert response.status_code == 410
        assert words not in response.content.decode()
        assert select(page_of(response), f"a[href=/{language}/stories/mine/receipt/]")
        assert client.get(f"/{language}/stories/send/receipt/download/")["Location"].endswith("/send/receipt/#main")


def test_the_words_come_as_a_file(site: SmallSite, client: Client) -> None:
    post(client, complete(), "ar")
    words = words_of(client.get("/ar/stories/send/receipt/"))
    response = client.get("/ar/stories/send/receipt/download/")
    text = response.content.decode("utf-8-sig")
    assert words in text
    assert settings.BASE_URL + "/ar/stories/mine/" in text
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Cache-Control"] == "private, no-store"
    assert "last bus" not in text


def test_words_that_were_replaced_are_not_shown(site: SmallSite, client: Client) -> None:
    post(client, complete())
    draft = Submission.objects.get()
    draft.receipt = keys.key_hash(keys.fresh("en"))
    draft.save()
    value = signing.dumps([draft.pk, draft.receipt[:16]], salt=way_in.SALT)
    client.cookies["story_en"] = value
    assert client.get("/en/stories/send/receipt/").status_code == 410


def test_the_words_of_one_are_not_shown_to_another(site: SmallSite, client: Client) -> None:
    other = Client()
    post(other, complete())
    post(client, complete())
    client.cookies["receipt_en"] = other.cookies["receipt_en"].value
    assert client.get("/en/stories/send/receipt/").status_code == 410


def test_the_words_cannot_be_shown_for_ever(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    post(client, complete())
    monkeypatch.setattr(receipts, "LASTS", -1)
    assert client.get("/en/stories/send/receipt/").status_code == 410


def test_a_step_leads_to_the_receipt_until_it_was_kept(site: SmallSite, client: Client) -> None:
    post(client, complete())
    draft = Submission.objects.get()
    assert answer(client, draft, "people")["Location"] == "/en/stories/send/receipt/#main"
    client.post("/en/stories/send/receipt/")
    assert answer(client, draft, "people")["Location"] == "/en/stories/send/pictures/#main"


def test_another_site_cannot_say_that_they_were_kept(site: SmallSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    first = page_of(strict.get("/en/stories/send/")).forms[0].fields["csrfmiddlewaretoken"]
    post(strict, {**complete(), "csrfmiddlewaretoken": first})
    response = strict.post("/en/stories/send/receipt/")
    assert response.status_code == 403
    assert words_of(response) == words_of(strict.get("/en/stories/send/receipt/"))


# ---------------------------------------------------------------- later, another one, thanks


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent", "check"])
def test_save_and_finish_later(site: SmallSite, client: Client, step: str) -> None:
    draft = begun(client)
    response = answer(client, draft, step, later="1", **({"title": ""} if step == "story" else {}))
    assert response["Location"] == "/en/stories/send/later/#main"
    assert {cookie["max-age"] for name, cookie in response.cookies.items() if name.startswith("story_")} == {0}
    assert typed(client.get(address()))["title"] == ""
    assert client.get(address("people"))["Location"] == DOOR
    draft.refresh_from_db()
    assert draft.typed["title"] == ("" if step == "story" else "The last bus is our office")
    assert client.get("/en/stories/send/later/").status_code == 200


def test_later_never_skips_the_words(site: SmallSite, client: Client) -> None:
    assert post(client, complete(title="", later="1"))["Location"] == "/en/stories/send/receipt/#main"
    response = client.post("/en/stories/send/receipt/", {"later": "1"})
    assert response["Location"] == "/en/stories/send/later/#main"
    assert client.get(address("people"))["Location"] == DOOR


def test_another_story_can_be_begun(site: SmallSite, client: Client) -> None:
    first = begun(client)
    blank = typed(client.get(address() + "?new"))
    assert (blank["title"], blank.get("story")) == ("", None)
    assert typed(client.get(address()))["title"] == first.typed["title"]
    second = post(client, {**complete(title="Second"), "stamp": stamp(60, stamps.read(blank["stamp"]).token)})  # type: ignore[union-attr]
    assert second.status_code == 303
    assert typed(client.get(address()))["title"] == "Second"
    assert Submission.objects.count() == 2


def test_thanks(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    assert client.get("/en/stories/send/thanks/")["Location"] == "/en/stories/send/check/#main"
    submission = sent_story(client)
    response = client.get("/ar/stories/send/thanks/")
    tree = page_of(response)
    assert submission.reference in select(tree, ".notice")[0].text_content()
    assert draft.reference not in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert select(tree, "meta[name=robots]")[0].get("content") == "noindex"
    assert select(tree, "a[href=/ar/stories/mine/]")
    assert Client().get("/en/stories/send/thanks/")["Location"] == DOOR


def test_a_story_that_was_sent_is_not_sent_again_from_an_old_page(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    response = answer(client, submission, "people", name="Another name")
    assert response.status_code == 409
    assert notice(response).startswith("Your story was sent before this page.")
    assert typed(response)["name"] == "Another name"
    assert client.get(address("people"))["Location"] == "/en/stories/send/thanks/#main"
    assert typed(client.get(address()))["title"] == ""
    assert send(client, submission)["Location"] == "/en/stories/send/thanks/#main"
    submission.refresh_from_db()
    assert (submission.byline_name, submission.typed) == ("Night Shift", {})
