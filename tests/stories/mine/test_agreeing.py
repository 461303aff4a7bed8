"""The word of a sender: what they see, what differs, and that nothing else than what they saw becomes public."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Revision

from home import roles
from home.models import Picture
from stories import agreeing
from stories.mine import saying, version
from stories.models import Message, StoryPage
from tests.factories import SmallSite
from tests.stories.mine.senders import (
    EDITED,
    TITLE,
    approve,
    fields,
    let_in,
    person,
    send,
    tree,
    waiting_for_word,
    with_picture,
    words_on,
)
from tests.stories.review import edit

pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning",  # Wagtail's, of pictures
    "ignore:unclosed file:ResourceWarning",
)

AGREE = "/en/stories/mine/agree/"
NO = {"no": "1", "text": "Leave the title as it was."}


def yes(client: Any) -> dict[str, str]:
    return fields(client.get(AGREE), AGREE)


def live_title() -> str | None:
    page = StoryPage.objects.get()
    return page.title if page.live else None


def test_yes_publishes_what_was_shown(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    said = yes(client)
    response = client.post(AGREE, said)
    assert (response.status_code, response["Location"]) == (303, "/en/stories/mine/?done=agreed")
    submission.refresh_from_db()
    assert (submission.state, live_title()) == ("published", EDITED)
    assert "Everybody can read it." in words_on(client.get(response["Location"]))
    assert client.post(AGREE, said)["Location"] == response["Location"]  # pressed twice
    again = client.post(AGREE, {"version": "1", "seen": "x"})
    assert again.status_code == 409
    assert client.post(AGREE, said | NO).status_code == 409


def test_the_page_is_shown_with_its_pictures_and_every_change(site: SmallSite) -> None:
    submission = waiting_for_word(**with_picture())
    html = tree(let_in(submission).get(AGREE))
    (article,) = html.xpath("//article")
    assert article.xpath(".//h2[@id='preview']")[0].text == EDITED
    (shown,) = article.xpath(".//img")
    assert (shown.get("src"), shown.get("alt")) == (
        f"/en/stories/mine/pictures/{submission.pictures.get().pk}",
        "A board",
    )
    assert [" ".join(p.text_content().split()) for p in article.xpath(".//div[contains(@class, 'prose')]/p")] == [
        "The depot closes at twenty to two.",
        "That is when our meeting begins.",
    ]
    (changed,) = html.xpath("//section[@aria-labelledby='changed']")
    assert [h.text for h in changed.xpath(".//h3")] == ["Title"]
    assert [" ".join(one.text_content().split()) for one in changed.xpath(".//del")] == ["[removed: is our office ]"]
    assert changed.xpath(".//del/span[@class='vh']/@lang") == ["en", "en"]
    assert "The last bus" in changed.text_content()


def test_the_address_is_shown_and_named_where_it_differs(site: SmallSite) -> None:
    submission, _words = send()
    page = StoryPage.objects.get().get_latest_revision_as_object()
    page.slug = "a-bus"
    page.save_revision(user=person("editor", roles.EDITORS))
    approve(submission, 3)
    html = tree(let_in(submission).get(AGREE))
    (article,) = html.xpath("//article")
    assert "Address of the page: /en/stories/a-bus/" in article.text_content()
    (changed,) = html.xpath("//section[@aria-labelledby='changed']")
    assert [h.text for h in changed.xpath(".//h3")] == ["Address of the page"]


def test_a_picture_that_readers_will_not_see_is_not_shown(site: SmallSite) -> None:
    submission = waiting_for_word(**with_picture())
    picture = submission.pictures.get()
    picture.consent = Picture.Consent.UNCLEAR
    picture.save()
    html = tree(let_in(submission).get(AGREE))
    assert html.xpath("//article//img") == []
    assert "we are not showing it" in html.xpath("//article")[0].text_content()


def test_a_story_from_right_to_left_in_a_page_from_left_to_right(site: SmallSite) -> None:
    submission = waiting_for_word(language="ar", title="الحافلة الأخيرة مكتبنا")
    html = tree(let_in(submission).get(AGREE))
    assert (html.get("dir"), html.xpath("//article/@dir"), html.xpath("//article/@lang")) == ("ltr", ["rtl"], ["ar"])
    assert {(p.get("lang"), p.get("dir")) for p in html.xpath("//p[del or ins]")} == {("ar", "rtl")}
    html = tree(let_in(submission).get(AGREE.replace("en", "ar", 1)))
    assert {span.get("lang") for span in html.xpath("//p/del/span | //p/ins/span")} == {"ar"}


def test_no_takes_it_back_to_the_editors_with_the_words(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    said = yes(client) | NO
    for _press in range(2):
        response = client.post(AGREE, said)
        assert (response.status_code, response["Location"]) == (303, "/en/stories/mine/?done=disagreed")
    submission.refresh_from_db()
    assert (submission.state, live_title()) == ("in_review", None)
    (message,) = Message.objects.filter(by_sender=True)
    assert (message.kind, message.text) == ("answer", "Leave the title as it was.")


def test_no_is_said_to_what_was_shown_alone(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    stale = yes(client) | NO
    revision = Revision.objects.get(pk=stale["version"])
    revision.content["title"] = "Written over"
    revision.save()
    for said in (stale, stale | {"version": "0"}, NO):
        response = client.post(AGREE, said)
        assert response.status_code == 409
        assert tree(response).xpath("//textarea[@name='text']")[0].text.strip() == NO["text"]
        assert "Written over" in words_on(response)
    submission.refresh_from_db()
    assert (submission.state, Message.objects.filter(by_sender=True).exists()) == ("approved", False)
    assert client.post(AGREE, yes(client) | NO).status_code == 303


def test_no_needs_words(site: SmallSite) -> None:
    submission = waiting_for_word()
    response = let_in(submission).post(AGREE, {"no": "1", "text": " "})
    assert response.status_code == 200
    assert "Write what should be different" in words_on(response)
    submission.refresh_from_db()
    assert submission.state == "approved"


def test_yes_to_a_version_that_was_replaced_shows_the_new_one(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    old = yes(client)
    client.post(AGREE, old | NO)
    page = StoryPage.objects.get()
    edit(page, person("editor", roles.EDITORS), "Our office is the last bus")
    approve(submission, 3)
    submission.refresh_from_db()
    assert submission.state == "approved"
    assert client.post(AGREE, old | NO).status_code == 409
    response = client.post(AGREE, old)
    assert response.status_code == 409
    assert str(saying.VERSION_MOVED_ON) in words_on(response)
    assert "Our office is the last bus" in words_on(response)
    assert live_title() is None
    assert client.post(AGREE, fields(response, AGREE)).status_code == 303
    assert live_title() == "Our office is the last bus"


def test_yes_to_a_version_that_was_written_over_is_no_yes(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    seen = yes(client)
    revision = Revision.objects.get(pk=seen["version"])
    revision.content["title"] = "Written over"
    revision.save()
    response = client.post(AGREE, seen)
    submission.refresh_from_db()
    assert (response.status_code, submission.state, live_title()) == (409, "approved", None)
    assert submission.agreed_revision_id != revision.pk
    assert "Written over" in words_on(response)


def test_what_was_agreed_to_is_not_written_over_later(site: SmallSite) -> None:
    """An editor whose form is still open saves into the version they already have; this one stays as it was read."""
    submission = waiting_for_word()
    client = let_in(submission)
    client.post(AGREE, yes(client))
    submission.refresh_from_db()
    agreed = submission.agreed_revision
    assert agreed is not None and agreed.user is not None
    page = StoryPage.objects.get().get_latest_revision_as_object()
    page.title = "What nobody agreed to"
    later = page.save_revision(user=agreed.user, overwrite_revision=agreed)
    assert later.pk != agreed.pk
    assert Revision.objects.get(pk=agreed.pk).content["title"] == EDITED
    assert (agreeing.is_agreed(agreed), agreeing.is_agreed(later)) == (True, False)
    page.title = "Nor to this"
    assert page.save_revision(user=agreed.user, overwrite_revision=later).pk == later.pk


@pytest.mark.parametrize("number", ["", "0", "-1", "9" * 40, "x", "٣"])
def test_yes_to_no_version_is_no_yes(site: SmallSite, number: str) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    assert client.post(AGREE, {**yes(client), "version": number}).status_code == 409
    assert live_title() is None


def test_yes_to_the_version_of_another_story_is_no_yes(site: SmallSite) -> None:
    mine, other = waiting_for_word(), waiting_for_word(title="Another story")
    response = let_in(mine).post(AGREE, yes(let_in(other)))
    assert response.status_code == 409
    assert not StoryPage.objects.filter(live=True).exists()


def test_no_that_comes_too_late_keeps_its_words(site: SmallSite) -> None:
    submission = waiting_for_word()
    client = let_in(submission)
    client.post(AGREE, yes(client))
    response = client.post(AGREE, NO)
    assert response.status_code == 409
    assert fields(response, "/en/stories/mine/answer/")["text"].strip() == NO["text"]


def test_without_a_version_there_is_nothing_to_see(site: SmallSite) -> None:
    submission, _words = send()
    assert let_in(submission).get(AGREE)["Location"] == "/en/stories/mine/"


def test_the_fingerprint_follows_what_is_said_and_nothing_else(site: SmallSite) -> None:
    submission, _words = send()
    revision = submission.agreed_revision
    assert revision is not None
    before = version.fingerprint(revision)
    assert (len(before), version.fingerprint(Revision.objects.get(pk=revision.pk))) == (32, before)
    revision.content["date"] = "2020-01-01"
    assert version.fingerprint(revision) == before
    revision.content["title"] = TITLE + "."
    assert version.fingerprint(revision) != before
