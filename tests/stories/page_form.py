"""The page editor's form, as a browser posts it for a story that was sent in."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from stories.models import StoryPage
from tests.stories.review import stream


def rich(html: str) -> str:
    """A text as the editor sends it."""
    converter = ContentstateConverter(features=["bold", "italic", "link", "ol", "ul"])
    return json.dumps(json.loads(converter.from_database_format(html)))


def save(client: Client, page: StoryPage, **changes: Any) -> Any:
    """Press “Save draft” on the newest version of a story of one text, with these changes."""
    story = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    (text,) = story.body.raw_data
    form = {
        "title": story.title,
        "slug": story.slug,
        **stream(),
        "body-count": "1",
        "body-0-type": "text",
        "body-0-value": rich(text["value"]),
        "body-0-id": text["id"],
        "body-0-order": "0",
        "body-0-deleted": "",
        "teller": story.teller,
        "date": story.date.isoformat(),
        **changes,
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
