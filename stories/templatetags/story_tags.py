"""What other parts of the site show of the stories and the news, and what a story shows of the other parts."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from home import i18n
from stories import listing
from stories.models import NewsArticlePage

register = template.Library()


@register.simple_tag
def newest_stories(count: int) -> list[listing.StoryCard]:
    """`{% newest_stories 4 as stories %}` – for components/story.html, which takes one of them as `card`."""
    return listing.newest_stories(count, i18n.active_locale())


@register.simple_tag
def newest_news(count: int) -> list[NewsArticlePage]:
    """`{% newest_news 3 as articles %}`."""
    return list(listing.all_news(i18n.active_locale())[:count])


@register.simple_tag
def stories_by_project(project: Page) -> list[listing.StoryCard]:
    """`{% stories_by_project page as stories %}` – for components/story.html, which takes one of them as `card`."""
    return listing.stories_by_project(project, i18n.active_locale())
