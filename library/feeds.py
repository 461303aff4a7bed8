"""The feed of new guides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from home.feeds import SectionFeed, xml_text
from library.models import GuidePage


class GuideFeed(SectionFeed[GuidePage]):
    """New guides of the library."""

    model = GuidePage
    section = "library"
    url_name = "library_feed"

    def heading(self) -> str:
        """Name of the feed."""
        return gettext("New guides")

    def prepared(self, works: Any) -> Any:
        """With their topics."""
        return works.prefetch_related("topics__topic")

    def item_title(self, item: GuidePage) -> str:
        """With its number, by which people pass it on."""
        if item.number is None:
            return super().item_title(item)
        return xml_text(gettext("Guide %(number)s: %(title)s") % {"number": item.number, "title": item.title})

    def item_categories(self, item: GuidePage) -> list[str]:
        """Its topics."""
        return [xml_text(topic.name) for topic in item.topic_list]

    def item_copyright(self, item: GuidePage) -> str:
        """Its licence, as an address."""
        return item.licence_terms.uri
