"""Words that go leave everything else: the reviews that are going on, older versions, and the work of translators."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    String,
    Translation,
    TranslationContext,
    TranslationSource,
)

from home.models import TranslationExport, User
from home.translators import review
from stories import domain, receiving
from stories.models import NewsArticlePage, Submission
from stories.ways import roundups, suggested
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import act, page_of, segment, send, stored, submitted, task_state, write
from tests.stories.ways.helpers import ANSWER, QUESTION, answer, guide, question, text

OTHER = "We asked the church, and have met in its cellar for three years now."
OWN = "An association, by the year."
NAME, WORDS, OTHERS, TITLE = (
    "Équipe de nuit",
    "Nous avons loué la salle",
    "Dans la cave de l’église",
    "Qui a gardé la sienne ?",
)
Change = Callable[[Submission], Any]


def say_otherwise(given: Submission) -> None:
    receiving.revise_plain(given, text(title="", text=OWN, name=given.byline_name))


def be_called_otherwise(given: Submission) -> None:
    receiving.revise_plain(given, text(title="", text=given.text, name="Somebody"))


@pytest.fixture
def given(site: SmallSite) -> Submission:
    return answer(question(), name="Night Shift", text=ANSWER)


@pytest.fixture
def other(given: Submission) -> Submission:
    return answer(given.question, text=OTHER)  # type: ignore[arg-type]


@pytest.fixture
def article(given: Submission, other: Submission, editor: User) -> NewsArticlePage:
    """A public round-up with both."""
    made = roundups.begin(given.question, [given, other], editor)  # type: ignore[arg-type]
    made.get_latest_revision().publish()
    for one in (given, other):
        one.refresh_from_db()
    return NewsArticlePage.objects.get(pk=made.pk)


@pytest.fixture
def translator(site: SmallSite) -> User:
    return member("translator", "fr", "Amina")


def at(one: Submission, place: int) -> str:
    """Where translators have somebody's name, or their words."""
    return f"body.{roundups.keys_of(one)[place]}"


@pytest.fixture
def french(article: NewsArticlePage, given: Submission, other: Submission, translator: User) -> Translation:
    """It is translated, and waits for a second person."""
    made = submitted(article, "fr")
    texts = {at(given, 0): NAME, at(given, 1): WORDS, at(other, 1): OTHERS, "title": TITLE}
    for path, data in texts.items():
        write(made, path, data, translator)
    assert send(signed_in(translator), made).status_code == 302
    assert task_state(made).status == TaskState.STATUS_IN_PROGRESS
    return made


def database() -> str:
    """Everything in it."""
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("stories_"):  # the sender's own row keeps what was not erased
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 – names of our own tables
                rows += cursor.fetchall()
    texts = repr(rows)
    return texts + texts.encode().decode("unicode_escape", errors="ignore").encode("latin-1", "ignore").decode(
        "utf-8", "ignore"
    )


def holds(texts: str, word: str) -> bool:
    """Also as JSON writes it."""
    return word in texts or json.dumps(word)[1:-1] in texts.replace("\\\\", "\\")


def left(given: Submission, other: Submission, change: Change) -> list[str]:
    """The blocks that stay: of who only says something else, the name."""
    kept = roundups.keys_of(given)[:1] if change is say_otherwise else ()
    return [*roundups.keys_of(given.question), *kept, *roundups.keys_of(other)]  # type: ignore[arg-type]


def keys(page: Any) -> list[str]:
    return [block["id"] for block in page.body.raw_data]


def words_of(page: Any) -> list[str]:
    return [str(block["value"]) for block in page.body.raw_data]


def nothing_hangs() -> bool:
    """Every review that runs waits in a task."""
    running = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return all(one.current_task_state is not None for one in running)


CHANGES = pytest.mark.parametrize("change", [say_otherwise, be_called_otherwise, domain.erase])


# ---------------------------------------------------------------- reviews


@CHANGES
def test_the_review_of_a_translation_goes_on(
    french: Translation, given: Submission, other: Submission, translator: User, change: Change
) -> None:
    before, stays = task_state(french), left(given, other, change)
    change(given)
    assert nothing_hangs()
    assert task_state(french) == before
    waiting = before.revision
    waiting.refresh_from_db()
    said = waiting.as_object()
    assert keys(said) == stays
    assert OTHERS in words_of(said)[-1]
    assert send(signed_in(translator), french).status_code == 302
    after = task_state(french)
    assert (after.status, after.pk != before.pk) == (TaskState.STATUS_IN_PROGRESS, True)
    said = page_of(french).specific.get_latest_revision_as_object()
    assert (said.title, words_of(said)[-1].count(OTHERS), keys(said)) == (TITLE, 1, stays)


@CHANGES
def test_a_translation_is_approved_afterwards(
    article: NewsArticlePage, french: Translation, given: Submission, other: Submission, change: Change
) -> None:
    stays = left(given, other, change)
    change(given)
    if change is not domain.erase:
        domain.accept(Submission.objects.get(pk=given.pk), None)
    article.refresh_from_db()
    article.get_latest_revision().publish()
    act(signed_in(member("reviewer", "fr")), french, "approve")
    shown = page_of(french).specific
    assert (shown.live, shown.title, keys(shown)) == (True, TITLE, stays)
    assert OTHERS in words_of(shown)[-1]


@CHANGES
@pytest.mark.parametrize("button", ["cancel-workflow", "publish"])
def test_the_review_of_the_article_can_be_ended(
    article: NewsArticlePage, given: Submission, editor: User, change: Change, button: str
) -> None:
    task = GroupApprovalTask.objects.create(name="Moderation")
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(article, editor)
    change(given)
    if change is say_otherwise:  # below a name that is in no article until they are read
        domain.accept(Submission.objects.get(pk=given.pk), None)
    assert nothing_hangs()
    chief = factories.user("chief", superuser=True)
    article.refresh_from_db()
    response = signed_in(chief).post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form(article, button))
    assert response.status_code in (200, 302)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_CANCELLED


def form(article: NewsArticlePage, button: str) -> dict[str, str]:
    """The page editor's form, as it stands."""
    body = article.get_latest_revision_as_object().body.raw_data
    data = {"title": article.title, "slug": article.slug, "summary": "", "byline": "", "date": "2026-11-22"}
    data |= {"topic": "", "seo_title": "", "search_description": "", "body-count": str(len(body))}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", f"action-{button}": "1"}
    for place, block in enumerate(body):
        start = f"body-{place}"
        words = {"blocks": [{"key": "abcde", "text": "Words", "type": "unstyled", "depth": 0}], "entityMap": {}}
        words["blocks"][0] |= {"inlineStyleRanges": [], "entityRanges": [], "data": {}}  # type: ignore[index]
        data |= {f"{start}-deleted": "", f"{start}-order": str(place), f"{start}-type": block["type"]}
        data |= {f"{start}-id": block["id"]}
        data[f"{start}-value"] = block["value"] if block["type"] == "heading" else json.dumps(words)
    return data


def test_older_versions_stay(article: NewsArticlePage, given: Submission, editor: User) -> None:
    newest = article.get_latest_revision_as_object()
    newest.title = "A better title"
    newest.save_revision(user=editor)
    before = list(article.revisions.order_by("pk").values_list("pk", "created_at", "user"))
    say_otherwise(given)
    revisions = article.revisions.order_by("pk")
    assert list(revisions.values_list("pk", "created_at", "user")) == before
    assert [(one.content["title"], one.object_str) for one in revisions] == [
        (QUESTION, QUESTION),
        ("A better title", "A better title"),
    ]
    assert all(ANSWER not in one.content["body"] and OTHER in one.content["body"] for one in revisions)


# ---------------------------------------------------------------- translators


@CHANGES
def test_translators_keep_what_they_wrote_of_others(
    french: Translation, given: Submission, other: Submission, change: Change
) -> None:
    stays = left(given, other, change)
    named = {at(given, 0): NAME} if change is say_otherwise else {}
    change(given)
    assert Translation.objects.filter(pk=french.pk).exists()
    assert stored(french) == {at(other, 1): OTHERS, "title": TITLE, **named}
    segments = french.source.stringsegment_set.order_by("order").values_list("context__path", flat=True)
    assert [path for path in dict.fromkeys(segments) if path.startswith("body.")] == [f"body.{one}" for one in stays]
    texts = database()
    for word in (ANSWER, WORDS, *([] if named else [NAME, "Night Shift"])):
        assert not holds(texts, word), word
    for word in (OTHER, OTHERS, TITLE):
        assert holds(texts, word), word


def test_what_was_sent_once_and_put_otherwise_since_goes_too(
    article: NewsArticlePage, french: Translation, given: Submission, translator: User
) -> None:
    edited = article.get_latest_revision_as_object()
    edited.body = [
        {**block, "value": f"<p>Once more.</p>{block['value']}"} if block["id"] == roundups.keys_of(given)[1] else block
        for block in edited.body.raw_data
    ]
    edited.save_revision().publish()
    french.source.refresh_from_db()
    french.source.update_from_db()
    article.refresh_from_db()
    edited = article.get_latest_revision_as_object()
    edited.body = [*edited.body.raw_data, {"type": "text", "value": "<p>A line of an editor.</p>", "id": "own"}]
    edited.save_revision().publish()
    french.source.update_from_db()
    write(french, "body.own", "Une ligne à nous.", translator)
    assert String.objects.filter(data="Once more.").exists()
    say_otherwise(given)
    texts = database()
    assert [holds(texts, word) for word in (ANSWER, WORDS, "Once more.")] == [False] * 3
    assert stored(french)["body.own"] == "Une ligne à nous."


def test_an_address_in_the_words_goes_with_what_stands_for_it(
    article: NewsArticlePage, french: Translation, given: Submission, translator: User
) -> None:
    address = "https://example.org/hall"
    edited = article.get_latest_revision_as_object()
    edited.body = [
        {**block, "value": f'{block["value"]}<p><a href="{address}">Ours</a></p>'}
        if block["id"] == roundups.keys_of(given)[1]
        else block
        for block in edited.body.raw_data
    ]
    edited.save_revision().publish()
    french.source.update_from_db()
    asked = OverridableSegment.objects.get(source=french.source, data_json=json.dumps(address))
    SegmentOverride.objects.create(
        context=asked.context, locale=french.target_locale, data_json=json.dumps(f"{address}/fr")
    )
    say_otherwise(given)
    assert not SegmentOverride.objects.exists()
    assert not TranslationContext.objects.filter(path__contains=address).exists()
    assert not holds(database(), address)


def test_words_that_another_work_has_as_well_stay_there(
    site: SmallSite, french: Translation, given: Submission, translator: User
) -> None:
    theirs = submitted(site.guide(title=ANSWER, summary="Night Shift (Français)"), "fr")
    write(theirs, "title", "Un autre titre", translator)
    say_otherwise(given)
    assert stored(theirs) == {"title": "Un autre titre"}
    assert segment(theirs, "title").string.data == ANSWER


def test_translated_words_that_were_put_elsewhere_go(
    french: Translation, given: Submission, other: Submission, editor: User
) -> None:
    page = page_of(french).specific.get_latest_revision_as_object()
    page.body = [*page.body.raw_data, {"type": "text", "value": f"<p>{WORDS}, dit-on.</p>", "id": "own"}]
    page.save_revision(user=editor)
    domain.erase(given)
    assert not holds(database(), WORDS)


def test_the_title_of_an_erased_question_goes_in_every_language(
    article: NewsArticlePage, french: Translation, given: Submission, translator: User
) -> None:
    asked = given.question
    assert asked is not None
    domain.erase(asked)
    texts = database()
    assert [holds(texts, word) for word in (QUESTION, TITLE)] == [False, False]
    assert OTHERS in stored(french).values()
    assert send(signed_in(translator), french).status_code == 302
    assert nothing_hangs()
    article.refresh_from_db()
    assert {page_of(french).title, article.title, TranslationSource.objects.get().object_repr} == {asked.reference}


def test_archives_of_its_texts_go(article: NewsArticlePage, french: Translation, given: Submission) -> None:
    facts: dict[str, Any] = {"user": member("coordinator", "fr"), "what": "page", "locale": french.target_locale}
    kept = TranslationExport.objects.create(**facts, items=["page:another"])
    TranslationExport.objects.create(**facts, items=[f"page:{article.translation_key}"])
    say_otherwise(given)
    assert list(TranslationExport.objects.all()) == [kept]


# ---------------------------------------------------------------- guides


def test_of_a_guide_translators_keep_the_rest(site: SmallSite, editor: User, translator: User) -> None:
    sent = guide(text=ANSWER, link="https://example.org/card")
    made = suggested.make_draft(sent, editor)
    made.summary = "In a word."
    made.body = [*made.body.raw_data, {"type": "text", "value": f"<p>{OTHER}</p>", "id": "own"}]
    made.save_revision(user=editor)
    made.save()
    sent.refresh_from_db()
    french = submitted(made, "fr")
    own = f"body.{roundups.keys_of(sent)[1]}"
    for path, data in {own: WORDS, "body.own": OTHERS, "summary": "En un mot."}.items():
        write(french, path, data, translator)
    send(signed_in(translator), french)
    link = "https://example.org/another"
    receiving.revise_plain(sent, text(title=sent.title, text=OWN, link=link, consent=None, region="", contact=""))
    assert stored(french) == {"body.own": OTHERS, "summary": "En un mot."}
    texts = database()
    assert [holds(texts, word) for word in (ANSWER, WORDS, "example.org/card")] == [False] * 3
    assert nothing_hangs()
    assert review.submit(Translation.objects.get(), translator).current_task_state is not None
    said = page_of(french).specific.get_latest_revision_as_object()
    assert (len(said.body.raw_data), OTHERS in words_of(said)[0], said.links.count()) == (1, True, 0)
