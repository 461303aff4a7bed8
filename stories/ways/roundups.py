"""An article made of a question and its answers, and what becomes of it when somebody takes their words back.

Editors write on in the article, so nothing can be cut out of it blindly: it is taken down, and editors are told. When
the words are erased, they are cut out of it and of its older versions.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from home import i18n
from stories import notifications, sanitise
from stories.filing import SentText
from stories.models import Consent, NewsArticlePage, NewsIndexPage, Submission
from stories.states import ENDED, State, forgotten_at
from stories.ways import cutting, questions, traces

Kind = Submission.Kind
#: Of the keys of blocks, which follow from the submission: editors and translators keep them.
NAMESPACE = uuid.UUID("6b9c5f0e-0c9d-4d0a-9a37-0b6f7b6f5d11")


class NoPlaceError(LookupError):
    """The site has no list of news yet."""


# ---------------------------------------------------------------- beginning one


def index_for(question: Submission) -> NewsIndexPage:
    """The list of news in the language of a question, else in the site's first, else any. Raises NoPlaceError."""
    indexes = {i18n.code_of(index.locale_id): index for index in NewsIndexPage.objects.order_by("-pk")}
    for code in (question.language, *i18n.locales()):
        if code in indexes:
            return indexes[code]
    raise NoPlaceError


def answers_of(question: Submission) -> QuerySet[Submission]:
    """The public answers to a question, first come first."""
    return question.answers.filter(questions.standing()).order_by("received_at", "pk")


@transaction.atomic
def begin(question: Submission, answers: Iterable[Submission], user: Any) -> NewsArticlePage:
    """A draft of an article with the question and these answers, as their senders chose to be named.

    Whoever calls this has looked whether the user may add news. Raises NoPlaceError.
    """
    parts = [question, *answers]
    index = index_for(question)
    index = NewsIndexPage.objects.select_for_update().get(pk=index.pk)
    slug = f"round-up-{question.slug}"
    if index.get_children().filter(slug=slug).exists():
        slug = f"{slug}-{uuid.uuid4().hex[:6]}"
    article = NewsArticlePage(title=question.title, slug=slug, locale=index.locale, live=False, owner=user)
    article.body = [block for part in parts for block in _blocks(part, i18n.code_of(index.locale_id))]
    index.add_child(instance=article)
    article.save_revision(user=user, log_action=True)
    Submission.objects.filter(pk__in=[part.pk for part in parts]).update(round_up=article)
    return article


def _blocks(part: Submission, code: str) -> Iterator[dict[str, Any]]:
    with i18n.speaking(code):
        name = part.byline_name or gettext("A member of the network")
    if part.language not in (code, Submission.UNDETERMINED):
        name = f"{name} ({part.language_name})"
    heading, words = keys_of(part)
    yield {"type": "heading", "value": name, "id": heading}
    yield {"type": "text", "value": sanitise.paragraphs(part.text), "id": words}


def keys_of(part: Submission) -> tuple[str, str]:
    """The keys of the blocks with somebody's name and words."""
    return str(uuid.uuid5(NAMESPACE, f"{part.slug}:name")), str(uuid.uuid5(NAMESPACE, f"{part.slug}:text"))


# ---------------------------------------------------------------- taking something out


def take_out(submission: Submission) -> None:
    """Hide the pages that hold what is not public any more, and when it is erased, cut it out. In a transaction.

    The words are still in the row, and tell what to look for.
    """
    if submission.kind == Kind.QUESTION and submission.state in ENDED:
        # Nobody sees them without their question; they are kept as long as what is not published.
        for answer in submission.answers.filter(state=State.PUBLISHED):
            answer.question = submission
            Submission.objects.filter(pk=answer.pk).update(expires_at=forgotten_at(answer))
    for page in _pages_with(submission):
        for version in type(page).objects.filter(translation_key=page.translation_key):
            if version.live and traces.are_in(version, submission, keys_of(submission)):
                version.unpublish()
                notifications.tell_editors_of_words_taken_back(version.pk)
        if submission.state == State.ERASED:
            cutting.cut_out(page, submission, keys_of(submission))
    if submission.state == State.ERASED:
        Submission.objects.filter(pk=submission.pk).update(round_up=None, guide=None)


def cut_out_former(submission: Submission, sent: SentText) -> None:
    """Cut out of its pages what a sender says otherwise now: nothing tells of it any more once the new words are here.

    The row still has the former words. Of a guide, what an editor wrote in the place of its text stays. Where the name
    changed, the words go with it: else they would stand below the name of whoever is before them. In a transaction.
    """
    former, changed = copy.copy(submission), set()
    name, words = keys_of(submission)
    is_renamed = submission.byline_name != sent.name
    if is_renamed:
        changed.add(name)
    if is_renamed or submission.text != sent.text:
        changed.add(words)
    for field in ("title", "link") if is_renamed else ("title", "text", "link"):
        if getattr(submission, field) == getattr(sent, field):
            setattr(former, field, "")
    for page in _pages_with(submission):
        cutting.cut_out(page, former, changed if isinstance(page, NewsArticlePage) else ())


def take_out_refused(submission: Submission) -> None:
    """Hide the translations of pages with these words in languages that their sender does not allow (any longer)."""
    for page in _pages_with(submission):
        for version in type(page).objects.filter(translation_key=page.translation_key, live=True):
            if _is_refused(version, submission) and traces.are_in(version, submission, keys_of(submission)):
                version.unpublish()
                notifications.tell_editors_of_words_taken_back(version.pk)


def _is_refused(version: Any, submission: Submission) -> bool:
    """Whether somebody's words may not be translated into the language of this version."""
    code = i18n.code_of(version.locale_id)
    own = {submission.language} | {i18n.code_of(page.locale_id) for page in _pages_with(submission)}
    consent = Consent.objects.filter(submission=submission).first()
    return consent is not None and code not in own and not consent.allows(code)


def _pages_with(submission: Submission) -> list[Any]:
    return [page for page in (submission.round_up, submission.guide) if page is not None]


def words_in_the_way(article: Any) -> list[str]:
    """References of those whose words stand in this version of an article and are not public any more, or not in it.

    Of a guide, those of who took their suggestion back: what was only suggested may stand there.
    """
    if not isinstance(article, NewsArticlePage):
        ended = Submission.objects.filter(guide__translation_key=article.translation_key, state__in=ENDED)
        return [one.reference for one in ended if traces.are_in(article, one, keys_of(one))]
    others = Submission.objects.filter(round_up__translation_key=article.translation_key).order_by("reference")
    gone = [
        one for one in others.exclude(state=State.ERASED) if one.state != State.PUBLISHED or _is_refused(article, one)
    ]
    return [one.reference for one in gone if traces.are_in(article, one, keys_of(one))]
