"""The stories' part of the demo site."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from wagtail.models import Locale

from home.demo import works
from home.demo.markup import Blocks, key
from home.demo.registry import Progress, step
from library.models import GuidePage, Topic
from network.models import ProjectPage
from stories.demo import asked, sent  # noqa: F401 – they register their steps
from stories.models import NewsArticlePage, StoryGuide, StoryPage, StoryTopic

FOLDER = Path(__file__).parent


@step(80, "Stories", is_example=True)
def load_stories() -> Progress:
    """Eight stories, three of them not written in English."""
    return works.fill(works.works("story", FOLDER / "stories"), _story)


@step(49, "Outlines of stories", is_example=True)
def sketch_stories() -> Progress:
    """Drafts, so that others can link to them."""
    return works.sketch(works.works("story", FOLDER / "stories"), ("index", "stories"), partial(works.draft, StoryPage))


def _story(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> StoryPage:
    page = works.draft(StoryPage, work, locale)
    page.title = texts["title"]
    page.summary = texts["summary"]
    page.project = ProjectPage.objects.filter(translation_key=key("project", facts["project"])).order_by("pk").first()
    page.region = facts["region"]
    page.content_note = texts.get("content_note", "")
    page.credit = texts.get("credit", "")
    page.licence = facts["licence"]
    page.date = facts["published"]
    page.body = Blocks(work.key).stream(texts["body"])
    page.topics = [
        works.child(
            StoryTopic,
            work.key,
            "topic",
            name,
            topic=Topic.objects.get(translation_key=key("topic", name), locale=locale),
            locale=locale,
            sort_order=place,
        )
        for place, name in enumerate(facts["topics"])
    ]
    page.guides = [
        StoryGuide(
            guide=GuidePage.objects.filter(translation_key=key("guide", name)).order_by("pk").first(), sort_order=place
        )
        for place, name in enumerate(facts.get("guides", []))
    ]
    return page


@step(81, "News", is_example=True)
def load_news() -> Progress:
    """Six pieces of news."""
    return works.fill(works.works("news", FOLDER / "news"), _article)


@step(49, "Outlines of news", is_example=True)
def sketch_news() -> Progress:
    """Drafts, so that others can link to them."""
    return works.sketch(works.works("news", FOLDER / "news"), ("index", "news"), partial(works.draft, NewsArticlePage))


def _article(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> NewsArticlePage:
    page = works.draft(NewsArticlePage, work, locale)
    page.title = texts["title"]
    page.summary = texts["summary"]
    page.byline = texts.get("byline", "")
    page.date = facts["date"]
    page.topic = Topic.objects.filter(translation_key=key("topic", facts.get("topic")), locale=locale).first()
    page.body = Blocks(work.key).stream(texts["body"])
    return page
