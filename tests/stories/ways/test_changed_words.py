"""Words that a sender took out of what editors made something of are read there no more, nor in what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import User
from stories import domain, receiving
from stories.models import NewsArticlePage, Submission
from stories.ways import admin, roundups, suggested
from tests.factories import SmallSite
from tests.stories.mine.senders import let_in
from tests.stories.ways.helpers import QUESTION, answer, answer_form, guide, question, text
from tests.stories.ways.test_roundups import everything

CHANGE = "/en/stories/mine/text/"
FORMER = "Maria from the bakery lent us the money for it."
NOW = "A neighbour lent us the money for it."


@pytest.fixture
def given(site: SmallSite) -> Submission:
    return answer(question(), text=f"We bought the hall.\n\n{FORMER}", name="Night Shift")


@pytest.fixture
def article(given: Submission, editor: User) -> NewsArticlePage:
    """A public round-up, also given to translators."""
    made = roundups.begin(given.question, [given], editor)  # type: ignore[arg-type]
    made.get_latest_revision().publish()
    made.refresh_from_db()
    translate_object(made, [i18n.locales()["fr"]])
    assert FORMER in everything(made)
    return made


def change(given: Submission, **more: Any) -> None:
    data = answer_form(contact=None, stamp=None, name="Night Shift", region="eu", people="agreed")
    response = let_in(given).post(CHANGE, data | {"story": given.reference, **more})
    assert (response.status_code, response["Location"]) == (303, "/en/stories/mine/#main")


def test_they_do_not_come_back_when_it_is_published_again(article: NewsArticlePage, given: Submission) -> None:
    change(given, body=f"We bought the hall.\n\n{NOW}")
    given.refresh_from_db()
    domain.accept(given, None)
    article.refresh_from_db()
    assert not article.live
    article.get_latest_revision().publish()
    article.refresh_from_db()
    assert article.live
    assert FORMER not in everything(article)
    assert [str(block.value) for block in article.body if block.block_type == "heading"] == [
        "A member of the network",
        "Night Shift",
    ]
    assert article.title == QUESTION
    for version in NewsArticlePage.objects.all():
        contents = Revision.objects.for_instance(version).values_list("content", flat=True)
        assert FORMER not in f"{version.body.raw_data!r} {list(contents)!r}"


def test_also_where_it_was_taken_down_before(article: NewsArticlePage, given: Submission) -> None:
    domain.take_down(given, None)
    change(given, body=NOW)
    article.refresh_from_db()
    assert FORMER not in everything(article)


def test_with_a_name_go_the_words_below_it(article: NewsArticlePage, given: Submission) -> None:
    change(given, body=given.text, name="")
    article.refresh_from_db()
    body = everything(article)
    assert ("Night Shift" in body, FORMER in body, QUESTION in body) == (False, False, True)


def test_what_stays_the_same_stays(article: NewsArticlePage, given: Submission) -> None:
    change(given, body=given.text, region="wa")
    article.refresh_from_db()
    assert not article.live
    assert FORMER in everything(article)


def test_a_changed_question_keeps_its_title(article: NewsArticlePage, given: Submission) -> None:
    asked = given.question
    receiving.revise_plain(asked, text(text="Somebody else sells it."))  # type: ignore[arg-type]
    article.refresh_from_db()
    assert article.title == QUESTION
    assert "no money of our own" not in everything(article)


# ---------------------------------------------------------------- a guide


def test_a_suggestion_that_was_changed(site: SmallSite, editor: User) -> None:
    sent = guide(text=FORMER, link="")
    made = suggested.make_draft(sent, editor)
    made.body = [*made.body.raw_data, {"type": "text", "value": "<p>What an editor wrote.</p>", "id": None}]
    made.save_revision(user=editor)
    sent.refresh_from_db()
    receiving.revise_plain(sent, text(title=sent.title, text=NOW, link="", consent=None, region="", contact=""))
    made.refresh_from_db()
    body = str(made.get_latest_revision_as_object().body.raw_data[:])
    assert ("Maria" in body, "What an editor wrote." in body) == (False, True)
    assert "Maria" not in str(list(Revision.objects.for_instance(made).values_list("content", flat=True)))


def test_what_an_editor_wrote_in_its_place_stays(site: SmallSite, editor: User) -> None:
    sent = guide(text=FORMER, link="")
    made = suggested.make_draft(sent, editor)
    body = [dict(block, value="<p>In words of our own.</p>") for block in made.body.raw_data]
    made.revisions.all().delete()
    made.refresh_from_db()
    made.body = body
    made.save()
    made.save_revision(user=editor)
    sent.refresh_from_db()
    before = made.revisions.count()
    receiving.revise_plain(sent, text(title=sent.title, text=NOW, link="", consent=None, region="", contact=""))
    made.refresh_from_db()
    assert "In words of our own." in str(made.get_latest_revision_as_object().body.raw_data[:])
    assert made.revisions.count() == before


def test_a_suggestion_that_was_taken_back_stays_with_its_editor(site: SmallSite, editor: User) -> None:
    sent = guide(text=FORMER, link="")
    made = suggested.make_draft(sent, editor)
    made.refresh_from_db()
    assert roundups.words_in_the_way(made) == []  # it is not accepted yet, and need not be
    domain.withdraw(Submission.objects.get())
    assert roundups.words_in_the_way(made) == [sent.reference]
    client = Client()
    client.force_login(editor)
    request = client.get(reverse("wagtailadmin_pages:edit", args=[made.pk])).wsgi_request
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    response = admin.before_publishing(request, made)
    assert response is not None and response.status_code == 302
    assert [sent.reference in str(one) for one in get_messages(request)] == [True]
