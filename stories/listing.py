"""Stories and news in lists: each work once, in the reader's language or the one they get instead, newest first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from home import i18n
from home.paging import ListPage, page_of
from home.regions import Region
from library import querysets
from library.models import GuidePage, Topic
from library.shelf import shelf
from network.models import ProjectPage
from stories.models import NewsArticlePage, StoryPage, StoryTopic

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STORIES_A_PAGE = 12
NEWS_A_PAGE = 10


@dataclass(frozen=True)
class StoryCard:
    """A story as lists show it, with the project as far as readers may see it."""

    page: StoryPage
    project: ProjectPage | None
    #: Whether the card leads to the story's own language and not to the reader's: they asked for this language.
    own_language: bool = False

    @property
    def told_by(self) -> str:
        """The project's name, the name that the teller chose, or neither."""
        return self.project.title if self.project else self.page.teller or gettext("A member of the network")

    @property
    def url(self) -> str:
        """Where the card leads."""
        if self.own_language:
            return i18n.address(self.page)
        return i18n.url_in(self.page, i18n.active_locale().language_code)


@dataclass(frozen=True)
class Choice:
    """An entry of a filter."""

    value: str
    label: StrOrPromise
    is_chosen: bool
    #: The language of the label; None where it is the reader's.
    locale_id: int | None = None


@dataclass(frozen=True)
class StoryListing:
    """What was asked for and what was found."""

    locale: Locale
    region: str
    topic: str
    #: A language that the stories must exist in; they are shown in it.
    language: str
    regions: list[Choice]
    topics: list[Choice]
    languages: list[Choice]
    page: ListPage

    @classmethod
    def of(cls, request: HttpRequest) -> StoryListing:
        """The stories that this request asks for. A filter whose value we do not know is as good as none."""
        locale = i18n.active_locale()
        public = StoryPage.objects.published()
        topics = _topics(public, locale, request.GET.get("topic", ""))
        region = _known(request.GET.get("region", ""), Region.values)
        topic = next((choice.value for choice in topics if choice.is_chosen), "")
        language = _known(request.GET.get("language", ""), i18n.locales())
        works = public
        if region:
            works = works.filter(region=region)
        if topic:
            works = works.filter(_is_on(topic))
        if language:
            works = works.filter(locale=i18n.locales()[language])
        filtered = works if region or topic or language else None
        return cls(
            locale=locale,
            region=region,
            topic=topic,
            language=language,
            regions=_regions(public, region),
            topics=topics,
            languages=_languages(public, language),
            page=page_of(_newest(public, i18n.locales().get(language, locale), filtered), request, STORIES_A_PAGE),
        )

    @property
    def total(self) -> int:
        """How many stories were found."""
        return self.page.paginator.count

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self.region or self.topic or self.language)

    @cached_property
    def cards(self) -> list[StoryCard]:
        """The stories of this page."""
        return _cards(self.page.object_list, self.locale, own_language=bool(self.language))

    @property
    def lead(self) -> StoryCard | None:
        """The newest story, which opens the first page."""
        return self.cards[0] if self.page.number == 1 and self.cards else None

    @property
    def others(self) -> list[StoryCard]:
        """The stories below the lead."""
        return self.cards[1:] if self.lead else self.cards

    @property
    def next_count(self) -> int:
        """How many stories the next page holds."""
        return min(STORIES_A_PAGE, self.total - self.page.end_index())


def newest_stories(count: int, locale: Locale) -> list[StoryCard]:
    """The newest stories. Five queries."""
    return _cards(_newest(StoryPage.objects.published(), locale)[:count], locale)


def count_stories() -> int:
    """How many stories there are in any language, each counted once. One query."""
    count: int = StoryPage.objects.published().order_by().values("translation_key").distinct().count()
    return count


def stories_by_project(project: Page, locale: Locale) -> list[StoryCard]:
    """All stories of a project, whatever language the story or `project` is in."""
    public = StoryPage.objects.published()
    told = public.filter(project__translation_key=project.translation_key)
    return _cards(_newest(public, locale, told), locale)


def stories_on_topic(key: str, count: int, locale: Locale) -> list[StoryCard]:
    """The newest stories on a topic. Four queries, fewer where there are none."""
    public = StoryPage.objects.published()
    return _cards(_newest(public, locale, public.filter(_is_on(key)))[:count], locale)


def all_news(locale: Locale) -> QuerySet[NewsArticlePage]:
    """All news, newest first, without their texts."""
    articles = NewsArticlePage.objects.published().defer_streamfields().best_for(locale)
    found: QuerySet[NewsArticlePage] = articles.order_by("-date", "-pk")
    return found


def news(request: HttpRequest) -> ListPage:
    """The page of news that this request asks for."""
    return page_of(all_news(i18n.active_locale()), request, NEWS_A_PAGE)


def project_of(story: StoryPage, locale: Locale) -> ProjectPage | None:
    """The project that told the story, in the version a reader of `locale` gets; None when readers may not see it."""
    if not story.project_id:
        return None
    versions = Page.objects.filter(pk=story.project_id).values("translation_key")
    found: ProjectPage | None = (
        ProjectPage.objects.published().filter(translation_key__in=versions).best_for(locale).first()
    )
    return found


def topic_of(story: StoryPage, locale: Locale) -> Topic | None:
    """The first topic, in the reader's language where it has a name in it. A query only for stories in another one."""
    topic = next(iter(story.topic_list), None)
    if topic is None or topic.locale_id == locale.pk:
        return topic
    return Topic.objects.filter(translation_key=topic.translation_key, locale=locale).first() or topic


def guides_of(story: StoryPage, locale: Locale) -> list[GuidePage]:
    """The guides to try, in the order the editors gave them, each in the version a reader of `locale` gets."""
    chosen = [link.guide_id for link in story.guides.all()]
    pages = Page.objects.in_bulk(chosen)
    return querysets.versions_for([pages[pk] for pk in chosen if pk in pages], locale)


def _is_on(topic: str) -> Exists:
    return Exists(StoryTopic.objects.filter(page=OuterRef("pk"), topic__key=topic))


def _newest(public: Any, locale: Locale, works: Any = None) -> QuerySet[StoryPage]:
    """One version of each work that is among `works` in any language, newest first, without the texts.

    `begun` is the text of those whose cards show how it begins (StoryPage.teaser).
    """
    if works is not None:
        public = public.filter(translation_key__in=works.order_by().values("translation_key"))
    found: QuerySet[StoryPage] = (
        public.best_for(locale)
        .annotate(project_key=F("project__translation_key"), begun=Case(When(summary="", content_note="", then="body")))
        .defer_streamfields()
        .prefetch_related(Prefetch("topics", StoryTopic.objects.select_related("topic").order_by("sort_order")))
        .order_by("-date", "-pk")
    )
    return found


def _cards(stories: Iterable[Any], locale: Locale, *, own_language: bool = False) -> list[StoryCard]:
    """Cards of stories from `_newest`, with their projects from one query."""
    stories = list(stories)
    for story in stories:
        if not (story.summary or story.content_note):
            story.body = story.begun
    projects = _projects({story.project_key for story in stories if story.project_key}, locale)
    return [
        StoryCard(
            page=story,
            project=projects.get(story.project_key),
            own_language=own_language and story.locale_id != locale.pk,
        )
        for story in stories
    ]


def _projects(keys: set[uuid.UUID], locale: Locale) -> dict[uuid.UUID, ProjectPage]:
    if not keys:
        return {}
    shown = ProjectPage.objects.published().filter(translation_key__in=keys).defer_streamfields().best_for(locale)
    return {project.translation_key: project for project in shown}


def _known(value: str, values: Iterable[str]) -> str:
    return value if value in values else ""


def _regions(public: Any, chosen: str) -> list[Choice]:
    """The regions that stories come from, in the order of the map's list."""
    used = {chosen, *public.order_by().values_list("region", flat=True).distinct()}
    return [Choice(value, label, value == chosen) for value, label in Region.choices if value in used]


def _languages(public: Any, chosen: str) -> list[Choice]:
    """The languages that stories can be read in, in the order of the site's languages, each by its own name."""
    used = set(public.order_by().values_list("locale_id", flat=True).distinct())
    names = dict(i18n.language_choices())
    return [
        Choice(code, names[code], code == chosen, locale.pk)
        for code, locale in i18n.locales().items()
        if locale.pk in used or code == chosen
    ]


def _topics(public: Any, locale: Locale, chosen: str) -> list[Choice]:
    """The topics of stories, in the reader's language where they have a name in it; none that was only prepared."""
    known = chosen if chosen and shelf().having("topic", chosen) else ""
    told = StoryTopic.objects.filter(topic__key=OuterRef("key"), page__in=public.order_by().values("pk"))
    places = {choice.pk: place for place, choice in reversed(list(enumerate(i18n.fallback_chain(locale))))}
    best: dict[str, Topic] = {}
    for topic in Topic.objects.annotate(is_told=Exists(told)).order_by("order", "key", "pk"):
        current = best.get(topic.key)
        if (topic.is_told or topic.key == known) and (
            current is None or places.get(topic.locale_id, 99) < places.get(current.locale_id, 99)
        ):
            best[topic.key] = topic
    return [
        Choice(key, topic.name, key == chosen, None if topic.locale_id == locale.pk else topic.locale_id)
        for key, topic in best.items()
    ]
