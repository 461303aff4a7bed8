"""The feeds of what is new in the library: of guides and kits, of the guides on a topic or of a kind."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext

from home import i18n
from home.feeds import ENTRIES, NEVER, Asked, SectionFeed, xml_text
from library import aliases, querysets
from library.models import GuidePage, KitPage
from library.shelf import shelf
from library.vocabulary import Kind


class GuideFeed(SectionFeed[Any]):
    """New guides of the library."""

    model = GuidePage
    section = "library"

    def heading(self) -> str:
        """Name of the feed."""
        return gettext("New guides")

    def prepared(self, works: Any) -> Any:
        """With their topics."""
        return works.prefetch_related("topics__topic")

    def item_title(self, item: GuidePage | KitPage) -> str:
        """With its number, by which people pass it on."""
        number = getattr(item, "number", None)
        if number is None:
            return super().item_title(item)
        return xml_text(gettext("Guide %(number)s: %(title)s") % {"number": number, "title": item.title})

    def item_categories(self, item: GuidePage | KitPage) -> list[str]:
        """The topics of a guide; of a kit, that it is one."""
        if isinstance(item, KitPage):
            return [xml_text(gettext("Kit"))]
        return [xml_text(topic.name) for topic in item.topic_list]

    def item_copyright(self, item: GuidePage | KitPage) -> str:
        """Its licence, as an address."""
        return item.licence_terms.uri


class LibraryFeed(GuideFeed):
    """All that is new in the library: guides and kits."""

    url_name = "library_feed"

    def heading(self) -> str:
        """Name of the feed."""
        return gettext("New in the library")

    def items(self, asked: Asked) -> list[GuidePage | KitPage]:
        """The guides and kits that were published last in this language. One query more."""
        order = F("first_published_at").desc(nulls_last=True), "-pk"
        kits = KitPage.objects.published().filter(locale=asked.locale).order_by(*order)[:ENTRIES]
        newest = [*super().items(asked), *kits]
        newest.sort(key=lambda page: (page.first_published_at or NEVER, page.pk), reverse=True)
        return newest[:ENTRIES]


class TermFeed(GuideFeed):
    """New guides that have one value of a filter, which gives the address its last part."""

    #: The filter of the library's list (library.filters).
    filter: str

    @abstractmethod
    def name_of(self, key: str, asked: Asked) -> str | None:
        """The value's name in the language of the feed; None for a value that it does not have."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        """The language and the value; Http404 for values that are none."""
        asked = super().get_object(request)
        name = self.name_of(kwargs["key"], asked)
        if name is None:
            raise Http404
        return Asked(asked.locale, kwargs["key"], name)

    def title(self, asked: Asked) -> str:
        """With the name of the value."""
        return xml_text(f"{super().title(asked)} – {asked.name}")

    def link(self, asked: Asked) -> str:
        """The library's list with this filter on."""
        return f"{super().link(asked)}?{self.filter}={asked.key}"

    def feed_url(self, asked: Asked) -> str:
        """The feed's own address."""
        return i18n.absolute(reverse(self.url_name, args=(asked.key,)))


class TopicFeed(TermFeed):
    """New guides on a topic or on a part of it."""

    url_name = "library_topic_feed"
    filter = "topic"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The key of a topic that was merged leads to the feed of the one that was kept."""
        kept = aliases.current_keys().get((self.filter, kwargs["key"]))
        if kept is None:
            return super().__call__(request, *args, **kwargs)
        response = HttpResponsePermanentRedirect(reverse(self.url_name, args=(kept,)))
        response.is_public = True  # type: ignore[attr-defined]
        return response

    def name_of(self, key: str, asked: Asked) -> str | None:
        """As editors named it in this language; a topic that they have only prepared is not told."""
        kept = shelf()
        names = (topic.name for topic in kept.terms["topic"] if (topic.key, topic.locale_id) == (key, asked.locale.pk))
        return next(names, None) if kept.having(self.filter, key) else None

    def works(self, asked: Asked) -> Any:
        """By any of their topics."""
        return super().works(asked).filter(pk__in=querysets.links_to_topic(asked.key).values("page"))


class KindFeed(TermFeed):
    """New guides of a kind."""

    url_name = "library_kind_feed"
    filter = "kind"

    def name_of(self, key: str, asked: Asked) -> str | None:
        """As the site calls it."""
        return str(Kind(key).label) if key in Kind.values else None

    def works(self, asked: Asked) -> Any:
        """By their kind."""
        return super().works(asked).filter(kind=asked.key)
