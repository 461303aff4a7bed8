"""Who changes a story, a question or an answer changes with it what they agree to: no less than on its own page."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import Picture, User
from library.vocabulary import Licence
from stories import agreeing, consenting, receiving
from stories.models import Consent, Message, Step, StoryPage, Submission
from stories.states import Reason, State
from stories.steps.views import CONSENT_MOVED_ON
from stories.ways import roundups
from tests.factories import SmallSite
from tests.stories import forms
from tests.stories.forms import consent, picture, story
from tests.stories.mine import senders
from tests.stories.review import edit, publish, signed_in
from tests.stories.ways import helpers

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
WIDE: dict[str, Any] = {"names": "agreed", "faces": "agreed", "places": "as_told", "may_reprint": True}
ROOT = "mine/story"


@pytest.fixture
def told(site: SmallSite, reviewer: User) -> Submission:
    """A public story whose sender agreed to everything, also public in French."""
    submission, _is_new = receiving.submit(story(title="Kestrel", pictures=(picture("agreed"),), **WIDE))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    french = i18n.locales()["fr"]
    translate_object(submission.page, [french])
    submission.page.get_translation(french).get_latest_revision().publish()
    return submission


def public() -> list[str]:
    return sorted(StoryPage.objects.published().values_list("locale__language_code", flat=True))


def moves(submission: Submission) -> list[str]:
    return list(submission.steps.order_by("pk").values_list("move", flat=True))


# ---------------------------------------------------------------- a story


@pytest.mark.parametrize(
    ("less", "left"),
    [
        ({"people": "unsure"}, []),
        ({"names": "nobody"}, []),
        ({"faces": "nobody"}, []),
        ({"places": "region"}, []),
        ({"translation": "none"}, ["en"]),
        ({"translation": "chosen", "languages": ("fr",)}, ["en", "fr"]),
        ({}, ["en", "fr"]),
    ],
)
def test_less_is_less_at_once(told: Submission, less: dict[str, Any], left: list[str]) -> None:
    changed = receiving.revise(told, story(title="Kestrel", text="Another text.", **{**WIDE, **less}))
    assert (public(), changed.state) == (left, State.IN_REVIEW)
    assert ("consent" in moves(told)) == bool(less)
    kept = Consent.objects.get(submission=told)
    assert {name: getattr(kept, name) for name in less} == {
        name: list(value) if name == "languages" else value for name, value in less.items()
    }


def test_who_may_not_reprint_it_any_more(told: Submission) -> None:
    receiving.revise(told, story(title="Kestrel", **{**WIDE, "may_reprint": False}))
    assert set(StoryPage.objects.values_list("live", "licence")) == {(True, Licence.ALL_RIGHTS)}


def test_a_day_that_has_come_ends_it(told: Submission) -> None:
    files = forms.files_in("original_images")
    ended = receiving.revise(told, story(ends_on=timezone.localdate(), pictures=(picture(),), **WIDE))
    assert (public(), ended.state) == ([], State.EXPIRED)
    last = list(Step.objects.filter(submission=told).order_by("-pk").values_list("move", "reason")[:2])
    assert last == [("expire", Reason.CONSENT_ENDED), ("consent", "")]
    assert forms.files_in("original_images") == files


def test_no_face_means_no_picture_of_people_who_agreed(told: Submission, reviewer: User) -> None:
    assert Picture.objects.get().consent == "agreed"
    consenting.change(told, dataclasses.replace(consent(**WIDE), faces="nobody"))
    assert Picture.objects.get().consent == "unclear"
    publish(signed_in(reviewer), told.page)  # type: ignore[arg-type]
    assert (public(), Picture.objects.get().may_be_shown) == (["en"], False)


def test_a_story_without_pictures_keeps_what_was_agreed_of_faces(site: SmallSite, client: Client) -> None:
    submission = forms.sent_story(client)
    consenting.change(submission, consent(faces="agreed"))
    forms.answer(client, submission, "story", ROOT, title="Changed")
    forms.answer(client, submission, "check", ROOT, send="1")
    assert Consent.objects.get(submission=submission).faces == "agreed"
    assert moves(submission) == ["begin", "send", "consent", "revise"]


def test_a_change_begun_before_does_not_widen_it_again(site: SmallSite, client: Client) -> None:
    submission = forms.sent_story(client)
    forms.answer(client, submission, "story", ROOT, title="Changed")
    narrow = consent(names="nobody", translation="none", ends_on=timezone.localdate() + datetime.timedelta(days=9))
    consenting.change(submission, narrow)
    response = forms.answer(client, submission, "check", ROOT, send="1")
    assert (response.status_code, forms.notice(response)) == (409, str(CONSENT_MOVED_ON))
    shown = forms.typed(response)
    assert (shown["translation"], shown["ends_on"]) == ("none", narrow.ends_on.isoformat())  # type: ignore[union-attr]
    submission.refresh_from_db()
    assert (submission.title, submission.typed["title"]) == ("The last bus is our office", "Changed")
    assert moves(submission) == ["begin", "send", "consent"]
    assert forms.answer(client, submission, "check", ROOT, send="1").status_code == 303
    submission.refresh_from_db()
    assert (submission.title, consenting.given(submission)) == ("Changed", narrow)


def test_words_of_an_editor_are_not_agreed_to_unseen(site: SmallSite, reviewer: User, editor: User) -> None:
    submission, _is_new = receiving.submit(story(title="Kestrel"))
    newest = submission.page.get_latest_revision_as_object()
    newest.summary = "A group beside the harbour of Mtwara."
    newest.save_revision(user=editor)
    receiving.revise(submission, story(title="Kestrel again"))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    assert (submission.state, public()) == (State.APPROVED, [])
    receiving.revise(submission, story(title="Kestrel once more"))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    assert (submission.state, public()) == (State.APPROVED, [])


def test_a_title_of_an_editor_stands_in_the_form(site: SmallSite, reviewer: User, editor: User) -> None:
    submission, _is_new = receiving.submit(story(title="Kestrel"))
    edit(submission.page, editor, "Shorter")
    changed = receiving.revise(submission, story(title="Shorter"))
    assert agreeing.is_agreed(changed.page.latest_revision)  # type: ignore[union-attr]
    publish(signed_in(reviewer), submission.page)
    assert public() == ["en"]


# ---------------------------------------------------------------- without a page


def given() -> Any:
    day = timezone.localdate() + datetime.timedelta(days=30)
    return consent(people="agreed", translation="none", ends_on=day, may_share=True)


@pytest.mark.parametrize("kind", ["question", "answer"])
@pytest.mark.parametrize("people", ["agreed", "unsure"])
def test_another_text_asks_for_the_people_alone(site: SmallSite, kind: str, people: str) -> None:
    asked = helpers.question(speaks="fr")
    sent = asked if kind == "question" else helpers.answer(asked, speaks="fr")
    consenting.change(sent, given())
    text = helpers.text(title=sent.title, text="Something safer", speaks="ar", consent=consent(people=people))
    changed = receiving.revise_plain(sent, text)
    assert consenting.given(changed) == dataclasses.replace(given(), people=people)
    assert (changed.text, changed.speaks, changed.state) == ("Something safer", "fr", State.IN_REVIEW)


def test_the_same_text_again_is_no_change(site: SmallSite) -> None:
    sent = helpers.question(contact="")
    for _time in range(3):
        receiving.revise_plain(sent, helpers.text(contact=""))
    sent.refresh_from_db()
    assert (sent.state, moves(sent)) == (State.PUBLISHED, ["begin", "send", "approve", "publish"])


@pytest.fixture
def article(site: SmallSite, editor: User) -> Any:
    """A public round-up of a question with two answers, also in French."""
    asked = helpers.question()
    answers = [helpers.answer(asked), helpers.answer(asked, text="We have met in kitchens for three winters by now.")]
    page = roundups.begin(asked, answers, editor)
    page.get_latest_revision().publish()
    translate_object(page, [i18n.locales()["fr"]])
    page.get_translation(i18n.locales()["fr"]).get_latest_revision().publish()
    return page


@pytest.mark.parametrize("kind", ["question", "answer"])
@pytest.mark.parametrize(
    ("less", "left"),
    [({"people": "unsure"}, []), ({"translation": "none"}, ["en"]), ({"may_share": True}, ["en", "fr"])],
)
def test_an_article_with_the_words_goes_as_well(article: Any, kind: str, less: dict[str, Any], left: list[str]) -> None:
    sent = Submission.objects.filter(kind=kind).first()
    assert sent is not None
    consenting.change(sent, dataclasses.replace(consent(), **less))
    versions = type(article).objects.filter(translation_key=article.translation_key)
    codes = versions.filter(live=True).values_list("locale__language_code", flat=True)
    assert sorted(codes) == left
    for version in versions:  # nor does it come back by another press
        version.get_latest_revision().publish()
    assert sorted(codes.all()) == left


# ---------------------------------------------------------------- the name


def test_the_same_name_again_is_no_change(site: SmallSite) -> None:
    submission, _words = senders.send()
    client = senders.let_in(submission)
    for _time in range(3):
        client.post("/en/stories/mine/name/", {"by": "chosen", "project": "", "name": "Night Shift"})
    assert moves(submission) == ["begin", "send"]
    assert Message.objects.count() == 0
    client.post("/en/stories/mine/name/", {"by": "nobody", "project": "", "name": ""})
    assert moves(submission) == ["begin", "send", "revise"]
