"""The public questions and their answers. Nothing of these pages sets or reads a cookie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from home import i18n, purging
from home.languages import own_name
from home.paging import page_of
from home.regions import Region
from stories.listing import Choice
from stories.models import NewsArticlePage, Step, Submission
from stories.states import State

Kind = Submission.Kind
A_PAGE = 12
#: All that readers see of a submission: nothing else of the row is read.
SHOWN = ("slug", "title", "text", "language", "region", "byline_name", "moved_at", "received_at", "round_up")


@dataclass(frozen=True)
class QuestionReading(i18n.ViewReading):
    """A question stands in one language: that page is the one that search engines are led to."""

    own: str = ""

    @property
    def canonical(self) -> str:
        """The page of the language of the question; that of the site's first where the site does not have it."""
        return i18n.absolute(self._path_in(self.own))


def standing(prefix: str = "") -> Q:
    """Published, and the last day of its consent has not come: the clock ends it soon, readers must not depend on that.

    `prefix` leads to the submission from what is asked for, as "answers__".
    """
    ends = f"{prefix}consent__ends_on"
    lasts = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": timezone.localdate()})
    return Q(**{f"{prefix}state": State.PUBLISHED}) & lasts


def public() -> QuerySet[Submission]:
    """The questions that everybody may read, newest first."""
    return Submission.objects.filter(standing(), kind=Kind.QUESTION).order_by("-moved_at", "-pk")


def find(slug: str) -> Submission:
    """A public question by its name in addresses. Raises Http404, also while it is not public."""
    found = public().only(*SHOWN).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def answers_of(question: Submission) -> QuerySet[Submission]:
    """The public answers, first come first, with no more of their rows than readers see."""
    answers = Submission.objects.filter(standing(), kind=Kind.ANSWER, question=question)
    return answers.only(*SHOWN).order_by("received_at", "pk")


def round_up_of(question: Submission) -> NewsArticlePage | None:
    """The article with its answers, in the version that a reader of this language gets, once it is public."""
    if question.round_up_id is None:
        return None
    key = NewsArticlePage.objects.filter(pk=question.round_up_id).values("translation_key")
    articles = NewsArticlePage.objects.published().defer_streamfields()
    found: NewsArticlePage | None = articles.filter(translation_key__in=key).best_for(i18n.active_locale()).first()
    return found


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All questions, a page at a time, by language and region. A filter whose value we do not know is as good as none.

    Raises Http404 past the end.
    """
    locale = i18n.active_locale()
    used = list(public().order_by().values_list("language", "region").distinct())
    languages, regions = ({pair[place] for pair in used} for place in (0, 1))
    language = _known(request.GET.get("language", ""), languages)
    region = _known(request.GET.get("region", ""), regions)
    asked = public()
    if language:
        asked = asked.filter(language=language)
    if region:
        asked = asked.filter(region=region)
    counted = asked.only(*SHOWN).annotate(count=Count("answers", filter=standing("answers__")))
    context = {
        "list": page_of(counted, request, A_PAGE),
        "languages": _languages(languages, language),
        "regions": [Choice(code, name, code == region) for code, name in Region.choices if code in regions],
        "is_filtered": bool(language or region),
        "reading": i18n.ViewReading(request.path, locale.language_code),
        "og_title": gettext("Questions"),
        "section_slug": "stories",
        "noindex": bool(language or region) or not used,
    }
    response = render(request, "stories/ways/questions.html", context)
    response.is_public = True  # type: ignore[attr-defined]
    return response


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question with its answers, and the article about them. Raises Http404 where it is not public."""
    found = find(slug)
    own = _told(found)
    context = {
        "question": found,
        "answers": list(answers_of(found)),
        "round_up": round_up_of(found),
        "reading": QuestionReading(request.path, i18n.active_locale().language_code, told={own}, own=own),
        "og_title": found.title,
        "section_slug": "stories",
    }
    response = render(request, "stories/ways/question.html", context)
    response.is_public = True  # type: ignore[attr-defined]
    return response


def paths() -> Iterator[dict[str, str]]:
    """The public questions for the sitemaps, each in its own language, after their list. One query."""
    found = list(public().only("slug", "language"))
    if found:
        yield {code: _in(code, "questions") for code in i18n.locales()}
    for one in found:
        code = _told(one)
        yield {code: _in(code, "question", one.slug)}


def on_step(instance: Step, created: bool, **kwargs: Any) -> None:
    """A question or an answer has become public, or is not any more: caches forget what they have of it."""
    sent = instance.submission
    if created and sent.kind in (Kind.QUESTION, Kind.ANSWER) and State.PUBLISHED in (instance.before, instance.after):
        slug = (sent.question or sent).slug
        changed = ["/sitemap.xml"]
        for code in i18n.locales():
            changed += [f"/sitemap-{code}.xml", _in(code, "questions"), _in(code, "question", slug)]
        purging.purge(changed)


def addresses_of(page: Any) -> list[str]:
    """The questions at which an article is named (home.purging)."""
    if not isinstance(page, NewsArticlePage):
        return []
    named = public().filter(round_up__translation_key=page.translation_key).values_list("slug", flat=True)
    return [_in(code, "question", slug) for slug in named for code in i18n.locales()]


def _told(question: Submission) -> str:
    """The language in which search engines are told of it."""
    return question.language if question.language in i18n.locales() else settings.LANGUAGE_CODE


def _in(code: str, name: str, *args: str) -> str:
    with i18n.speaking(code):
        return reverse(name, args=args)


def _known(value: str, values: set[str]) -> str:
    return value if value in values else ""


def _languages(used: set[str], chosen: str) -> list[Choice]:
    """The languages of the questions, each by its own name."""
    names = {code: own_name(code) for code in used if code != Submission.UNDETERMINED}
    ordered = sorted(names.items(), key=lambda pair: pair[1].casefold())
    return [Choice(code, name, code == chosen) for code, name in ordered]
