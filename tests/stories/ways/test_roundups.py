"""An article of a question and its answers, and what happens when somebody takes their words back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision
from wagtail_localize.models import String, TranslationSource

from home import roles
from home.models import User
from stories import domain, receiving
from stories.models import NewsArticlePage, Submission
from stories.ways import roundups
from tests.factories import SmallSite
from tests.stories.review import member, signed_in
from tests.stories.ways.helpers import ANSWER, CONTACT, FACED, QUESTION, answer, question, received, text

OTHER = "We asked the church, and have met in its cellar for three years now."


def address(one: Submission) -> str:
    return reverse("stories_round_up", args=[one.pk])


@pytest.fixture
def asked(site: SmallSite) -> Submission:
    return question(name="The hall group")


@pytest.fixture
def given(asked: Submission) -> Submission:
    return answer(asked, name="Night Shift", language="fr")


@pytest.fixture
def other(asked: Submission) -> Submission:
    return answer(asked, text=OTHER)


@pytest.fixture
def article(asked: Submission, given: Submission, other: Submission, editor: User) -> NewsArticlePage:
    """A public round-up with both answers."""
    made = roundups.begin(asked, [given, other], editor)
    made.get_latest_revision().publish()
    made.refresh_from_db()
    assert made.live
    mail.outbox.clear()
    return made


def everything(page: NewsArticlePage) -> str:
    """All that is stored of an article and of what was made of it."""
    rows: list[Any] = [page.title, page.draft_title, page.slug, list(page.body.raw_data)]
    rows += Revision.objects.filter(object_id=str(page.pk)).values_list("content", "object_str")
    rows += PageLogEntry.objects.filter(page=page.pk).values_list("label", "data")
    rows += String.objects.values_list("data", flat=True)
    rows += TranslationSource.objects.values_list("content_json", flat=True)
    return json.dumps(rows, default=str, ensure_ascii=False)


# ---------------------------------------------------------------- beginning one


def test_it_begins_as_its_senders_chose(asked: Submission, given: Submission, other: Submission, editor: User) -> None:
    client = signed_in(editor)
    assert client.get(address(asked)).status_code == 200
    response = client.post(address(asked), {"answers": [given.pk, other.pk]})
    made = NewsArticlePage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert (made.title, made.live, made.owner, made.locale.language_code) == (QUESTION, False, editor, "en")
    blocks = [(block.block_type, str(block.value)) for block in made.body]
    assert [kind for kind, _value in blocks] == ["heading", "text"] * 3
    assert [value for kind, value in blocks if kind == "heading"] == [
        "The hall group",
        "Night Shift (Français)",
        "A member of the network",
    ]
    assert [words in blocks[place][1] for words, place in ((FACED[:30], 1), (ANSWER, 3), (OTHER, 5))] == [True] * 3
    assert set(Submission.objects.values_list("round_up", flat=True)) == {made.pk}
    assert CONTACT not in everything(made)


def test_what_is_not_chosen_or_not_public_stays_out(asked: Submission, given: Submission, editor: User) -> None:
    waiting = received("answer", asked, title="", text="Not read by anybody yet")
    left_out = answer(asked, text="Public and not chosen")
    client = signed_in(editor)
    assert "Not read by anybody yet" not in client.get(address(asked)).content.decode()
    refused = client.post(address(asked), {"answers": [given.pk, waiting.pk]})
    assert (refused.status_code, NewsArticlePage.objects.count()) == (200, 0)
    client.post(address(asked), {"answers": [given.pk]})
    made = NewsArticlePage.objects.get()
    assert "Public and not chosen" not in everything(made)
    for one in (waiting, left_out):
        one.refresh_from_db()
        assert one.round_up is None


def test_pressed_twice_it_is_one(asked: Submission, given: Submission, editor: User) -> None:
    client = signed_in(editor)
    answers = [client.post(address(asked), {"answers": [given.pk]})["Location"] for _time in range(2)]
    assert answers[0] == answers[1]
    assert NewsArticlePage.objects.count() == 1


def test_who_may(asked: Submission, given: Submission, reviewer: User, editor: User) -> None:
    translator = member("translator", roles.group_name(roles.TRANSLATORS, asked_locale()))
    for user in (reviewer, translator):
        refused = signed_in(user).post(address(asked), {"answers": [given.pk]})
        assert refused.status_code in (302, 403), user
    assert not NewsArticlePage.objects.exists()
    for one in (given, received("question")):
        assert signed_in(editor).post(address(one)).status_code in (302, 403)
    assert not NewsArticlePage.objects.exists()


def asked_locale() -> Any:
    from wagtail.models import Locale

    return Locale.objects.get(language_code="fr")


def test_the_desk_offers_it(asked: Submission, given: Submission) -> None:
    both = member("both", roles.EDITORS, roles.REVIEWERS)
    page = signed_in(both).get(reverse("stories_submission", args=[asked.pk])).content.decode()
    assert address(asked) in page
    page = signed_in(both).get(reverse("stories_submission", args=[given.pk])).content.decode()
    assert address(given) not in page


# ---------------------------------------------------------------- taking out


def test_one_that_is_taken_back_takes_it_down(
    site: SmallSite, article: NewsArticlePage, given: Submission, editor: User
) -> None:
    domain.withdraw(given)
    article.refresh_from_db()
    assert not article.live
    (told,) = mail.outbox
    assert told.to == ["editor@example.org"]
    assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in told.body
    for secret in (QUESTION, ANSWER, "Night Shift", given.reference):
        assert secret not in f"{told.subject} {told.body}"


@pytest.mark.parametrize("end", [domain.expire, domain.erase, lambda one: domain.take_down(one, None)])
def test_every_end_takes_it_down(article: NewsArticlePage, given: Submission, end: Any) -> None:
    end(given)
    article.refresh_from_db()
    assert not article.live


def test_a_changed_answer_takes_it_down(article: NewsArticlePage, given: Submission) -> None:
    receiving.revise_plain(given, text(title="", text="Something safer"))
    article.refresh_from_db()
    assert not article.live


def test_an_article_with_such_words_is_not_published_again(
    article: NewsArticlePage, given: Submission, editor: User
) -> None:
    domain.withdraw(given)
    article.refresh_from_db()
    article.get_latest_revision().publish()
    article.refresh_from_db()
    assert not article.live
    assert roundups.words_in_the_way(article) == [given.reference]
    cleaned = article.get_latest_revision_as_object()
    cleaned.body = [block for block in cleaned.body.raw_data if block["id"] not in roundups.keys_of(given)]
    cleaned.save_revision().publish()
    article.refresh_from_db()
    assert article.live
    mail.outbox.clear()
    domain.erase(given)
    article.refresh_from_db()
    assert (article.live, mail.outbox) == (True, [])
    assert ANSWER not in everything(article)
    assert OTHER in everything(article)


def test_the_editor_is_told_whose_words_are_in_the_way(
    article: NewsArticlePage, given: Submission, editor: User
) -> None:
    domain.withdraw(given)
    client = signed_in(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    body = article.body.stream_block.get_prep_value(article.body)
    data: dict[str, Any] = {"title": article.title, "slug": article.slug, "summary": "", "byline": ""}
    data |= {"date": article.date.isoformat(), "topic": "", "seo_title": "", "search_description": ""}
    data |= {"body-count": str(len(body)), "action-publish": "1", "comments-TOTAL_FORMS": "0"}
    data |= {"comments-INITIAL_FORMS": "0", "show_in_menus": ""}
    for place, block in enumerate(body):
        start = f"body-{place}"
        data |= {f"{start}-deleted": "", f"{start}-order": str(place), f"{start}-type": block["type"]}
        data[f"{start}-id"] = block["id"]
        data[f"{start}-value"] = block["value"] if block["type"] == "heading" else RICH
    response = client.post(edit, data, follow=True)
    assert given.reference in response.content.decode()
    article.refresh_from_db()
    assert not article.live


RICH = json.dumps(
    {
        "blocks": [
            {
                "key": "abcde",
                "text": "Words",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [],
                "data": {},
            }
        ],
        "entityMap": {},
    }
)


def test_the_erased_are_in_no_version_of_it(
    site: SmallSite, article: NewsArticlePage, given: Submission, other: Submission, editor: User
) -> None:
    french = article.copy_for_translation(i18n_locale("fr"))
    french.title = "Comment on a gardé les salles"
    french.save_revision().publish()
    TranslationSource.update_or_create_from_instance(article)
    assert ANSWER in everything(article)
    moved = article.get_latest_revision_as_object()
    moved.body = [
        *moved.body.raw_data,
        {"type": "text", "value": f"<p>As one wrote: <b>{ANSWER[:20]}</b>{ANSWER[20:]}</p>"},
    ]
    moved.save_revision().publish()
    domain.erase(given)
    for page in NewsArticlePage.objects.all():
        stored = everything(page)
        assert ANSWER not in stored
        assert ANSWER[20:] not in stored
        assert "Night Shift" not in stored
        assert OTHER in stored
        assert not page.live
    given.refresh_from_db()
    assert (given.round_up, given.text) == (None, "")


@pytest.mark.parametrize("name", ["an", "By the editors"])
def test_erasing_leaves_what_others_wrote(asked: Submission, other: Submission, editor: User, name: str) -> None:
    """Anybody can send any name and any text."""
    given = answer(asked, name=name, text="ok")
    made = roundups.begin(asked, [given, other], editor)
    made.byline = "By the editors"
    made.body = [
        {"type": "heading", "value": "Introduction", "id": "own-1"},
        {"type": "text", "value": "<p>An end, and the look of tokens.</p>", "id": "own-2"},
        *made.body.raw_data,
        {"type": "heading", "value": "ok", "id": "own-3"},
        {"type": "list", "value": ["ok"], "id": "own-4"},
    ]
    made.save_revision(user=editor, log_action=True).publish(user=editor)
    before = [block for block in made.body.raw_data if block["id"] not in roundups.keys_of(given)]
    assert len(before) == len(made.body.raw_data) - 2
    given.refresh_from_db()
    domain.erase(given)
    made.refresh_from_db()
    assert (made.title, made.byline) == (QUESTION, "By the editors")
    assert [(block["id"], block["value"]) for block in made.body.raw_data] == [
        (block["id"], block["value"]) for block in before
    ]
    assert set(PageLogEntry.objects.filter(page=made.pk).values_list("label", flat=True)) == {QUESTION}


def test_erasing_one_whose_words_are_gone_leaves_the_older_versions(
    asked: Submission, other: Submission, editor: User
) -> None:
    given = answer(asked, name="e", text="ok")
    made = roundups.begin(asked, [other], editor)
    Submission.objects.filter(pk=given.pk).update(round_up=made)
    made.save_revision(user=editor)
    given.refresh_from_db()
    domain.erase(given)
    assert made.revisions.count() == 2
    assert OTHER in everything(made)


def test_short_words_go_where_they_stand_alone(asked: Submission, other: Submission, editor: User) -> None:
    given = answer(asked, name="Lu", text="Ask the baker.")
    made = roundups.begin(asked, [given, other], editor)
    made.body = [
        *made.body.raw_data,
        {"type": "text", "value": "<p><b>Ask</b> the baker.</p>", "id": "copied"},
        {"type": "text", "value": "<p>We asked.</p><p>Ask the baker.</p>", "id": "written"},
    ]
    made.save_revision(user=editor)
    given.refresh_from_db()
    domain.erase(given)
    made.refresh_from_db()
    keys = [block["id"] for block in made.get_latest_revision_as_object().body.raw_data]
    assert not {"copied", *roundups.keys_of(given)} & set(keys)
    assert {"written", *roundups.keys_of(other), *roundups.keys_of(asked)} <= set(keys)


def i18n_locale(code: str) -> Any:
    from home import i18n

    return i18n.locales()[code]


def test_the_erased_question_leaves_no_title(article: NewsArticlePage, asked: Submission) -> None:
    domain.erase(asked)
    article.refresh_from_db()
    assert article.title == asked.reference
    stored = everything(article)
    assert QUESTION not in stored
    assert FACED[:30] not in stored
    assert OTHER in stored
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 – names of our own tables
            assert not any(QUESTION in str(value) for row in cursor.fetchall() for value in row), table
