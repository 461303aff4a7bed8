"""What other parts of the site show of the stories and the news, and what a story shows of the other parts."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.models import Page

from home import freshness, i18n, json_ld
from library.models import GuidePage, Topic
from library.vocabulary import Licence
from network.models import ProjectPage
from stories import listing
from stories.models import NewsArticlePage, StoryPage

register = template.Library()


@register.simple_tag
def newest_stories(count: int | None) -> list[listing.StoryCard]:
    """`{% newest_stories 4 as cards %}` – for components/story.html, which takes one of them as `card`."""
    return listing.newest_stories(count or 4, i18n.active_locale())


@register.simple_tag
def newest_news(count: int | None) -> list[NewsArticlePage]:
    """`{% newest_news 3 as articles %}` – for components/news_row.html, which takes one of them as `article`."""
    return list(listing.all_news(i18n.active_locale())[: count or 3])


@register.simple_tag
def stories_by_project(project: Page) -> list[listing.StoryCard]:
    """`{% stories_by_project page as cards %}` – for components/story.html, which takes one of them as `card`."""
    return listing.stories_by_project(project, i18n.active_locale())


@register.simple_tag
def stories_on_topic(topic: Topic, count: int) -> list[listing.StoryCard]:
    """`{% stories_on_topic topic 3 as cards %}` – for components/story.html, which takes one of them as `card`."""
    return listing.stories_on_topic(topic.key, count, i18n.active_locale())


@register.simple_tag
def story_count() -> int:
    """`{% story_count as total %}` – how many stories there are, each counted once."""
    return listing.count_stories()


@register.filter
def section(frame: Any, slug: str) -> Page | None:
    """`{{ frame|section:"stories" }}` – the page of a section, which the frame has; no query."""
    found: Page | None = frame.page(slug) if frame else None
    return found


@register.simple_tag
def story_project(page: StoryPage) -> ProjectPage | None:
    """The project that told a story, in the reader's language."""
    return listing.project_of(page, i18n.active_locale())


@register.simple_tag
def story_topic(page: StoryPage) -> Topic | None:
    """The first topic of a story, in the reader's language where it has a name in it."""
    return listing.topic_of(page, i18n.active_locale())


@register.simple_tag
def story_guides(page: StoryPage) -> list[GuidePage]:
    """The guides to try after a story, in the reader's language; for components/guide_books.html."""
    return listing.guides_of(page, i18n.active_locale())


@register.filter
def licence_terms(code: str) -> Licence | None:
    """The licence with its address and its terms; None for a draft without one."""
    return Licence(code) if code in Licence.values else None


@register.filter
def past_the_text(page: StoryPage) -> tuple[str, str]:
    """Where a reader goes on who does not want to read the story: anchor and heading.

    The last of several sections, which tells what was learned; else the lines about who told it, which have no heading.
    """
    headings = [block for block in page.body if block.block_type == "heading" and block.value]
    if len(headings) > 1:
        return freshness.block_anchor(headings[-1].id), str(headings[-1].value)
    return "credit", ""


@register.simple_tag
def article_data(page: StoryPage | NewsArticlePage, reading: Any, project: ProjectPage | None = None) -> SafeString:
    """The page as schema.org/Article in JSON-LD. No person is named: the author is a public project or the network."""
    data: dict[str, Any] = {
        "@context": json_ld.CONTEXT,
        "@type": "NewsArticle" if isinstance(page, NewsArticlePage) else "Article",
        "headline": page.title,
        "url": reading.canonical,
        "inLanguage": page.words_language or reading.page_language,
        "isAccessibleForFree": True,
        "author": {"@type": "Organization", "name": project.title} if project else json_ld.network(),
        "publisher": json_ld.network(),
    }
    if page.description:
        data["description"] = page.description
    if page.date:
        data["datePublished"] = page.date.isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.astimezone(datetime.UTC).date().isoformat()
    licence = licence_terms(getattr(page, "licence", ""))
    if licence:
        data["license"] = licence.uri
    if isinstance(page, StoryPage) and page.topic_list:
        data["about"] = [topic.name for topic in page.topic_list]
    if reading.original:
        data["translationOfWork"] = {"@type": "CreativeWork", "url": i18n.absolute(i18n.address(reading.original))}
    return json_ld.script(data)
