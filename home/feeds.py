"""Atom feeds: what is new in one language, for readers who would rather not leave an address (RFC 4287)."""

from __future__ import annotations

import datetime
import re
import uuid
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.contrib.syndication.views import Feed
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from home import i18n
from home.models import BasePage

ENTRIES = 20
#: When a feed without entries was last updated; a moment that changes would make every answer a new one.
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: What XML 1.0 cannot hold, and people paste all the same.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Work = TypeVar("Work", bound=BasePage)


@dataclass(frozen=True)
class Asked:
    """Which feed is asked for: that of a language, or of one term in it."""

    locale: Locale
    key: str = ""
    name: str = ""


def xml_text(text: object) -> str:
    """Text without the control characters that would break the feed."""
    return NOT_XML.sub("", str(text))


class AtomFeed(Atom1Feed):
    """Atom, with a date that stands still while there is nothing to tell."""

    def latest_post_date(self) -> datetime.datetime:
        """When the newest entry changed."""
        return super().latest_post_date() if self.items else NEVER

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """The language of an entry that is in another one than the feed."""
        attributes: dict[str, Any] = super().item_attributes(item)
        return attributes | ({"xml:lang": item["language"]} if item["language"] else {})


class SectionFeed(Feed, Generic[Work]):
    """The newest works of a section in the language of the address; only works that are published in that language.

    No personal data: an entry names its work, and the network as its author. Feed readers keep what they have fetched.
    """

    feed_type = AtomFeed
    model: ClassVar[type[BasePage]]
    #: The slug of the section below the home page.
    section: ClassVar[str]
    #: The name of this feed's address.
    url_name: ClassVar[str]

    @method_decorator(require_safe)
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same for everyone who asks."""
        response = super().__call__(request, *args, **kwargs)
        response.is_public = True  # type: ignore[attr-defined]
        return response

    @abstractmethod
    def heading(self) -> str:
        """What the feed holds, in the active language."""

    def prepared(self, works: Any) -> Any:
        """`works` with what the entries need fetched along."""
        return works

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        """The language of the address, if it is one of the content's."""
        locale = i18n.locales().get(get_language() or "")
        if locale is None:
            raise Http404
        return Asked(locale)

    def title(self, asked: Asked) -> str:
        """Name of the feed."""
        return f"GGSN: {self.heading()}"

    def link(self, asked: Asked) -> str:
        """The page of the section."""
        return i18n.absolute(reverse("wagtail_serve", args=(f"{self.section}/",)))

    def feed_url(self, asked: Asked) -> str:
        """The feed's own address."""
        return i18n.absolute(reverse(self.url_name))

    def feed_guid(self, asked: Asked) -> str:
        """Its address names it."""
        return self.feed_url(asked)

    def author_name(self, asked: Asked) -> str:
        """Who stands for the entries."""
        return gettext("Global Grassroots Support Network")

    def author_link(self, asked: Asked) -> str:
        """The home page."""
        return i18n.absolute(f"/{asked.locale.language_code}/")

    def items(self, asked: Asked) -> Iterable[Work]:
        """The works that were published last in this language. Two queries, and what `prepared` needs."""
        order = F("first_published_at").desc(nulls_last=True), "-pk"
        newest: Iterable[Work] = self.prepared(self.works(asked).defer_streamfields()).order_by(*order)[:ENTRIES]
        return newest

    def works(self, asked: Asked) -> Any:
        """The works that the feed is about."""
        return self.model.objects.published().filter(locale=asked.locale)

    def item_title(self, item: Work) -> str:
        """Plain text, as Atom has it."""
        return xml_text(item.title)

    def note(self, item: Work) -> str:
        """A warning that stands before the summary; none by default."""
        return ""

    def item_description(self, item: Work) -> str:
        """The summary, as HTML."""
        warning = format_html("<p><strong>{}</strong></p>", xml_text(self.note(item))) if self.note(item) else ""
        code = self._other_language_of(item)
        attributes = format_html(' lang="{}" dir="{}"', code, i18n.direction(code)) if code else ""
        return format_html("{}<p{}>{}</p>", warning, attributes, xml_text(item.summary))

    def item_extra_kwargs(self, item: Work) -> dict[str, Any]:
        """Its language, for AtomFeed."""
        return {"language": self._other_language_of(item)}

    def _other_language_of(self, item: Work) -> str:
        """The language of the words of a work, where that is not the one of the feed; empty otherwise."""
        return "" if item.words_language == i18n.code_of(item.locale_id) else item.words_language

    def item_link(self, item: Work) -> str:
        """The work in this language."""
        return i18n.absolute(i18n.address(item))

    def item_guid(self, item: Work) -> str:
        """One for each language of a work; it stays when the address changes."""
        locale = i18n.locale_by_id(item.locale_id)
        return uuid.uuid5(item.translation_key, locale.language_code if locale else "").urn

    def item_pubdate(self, item: Work) -> datetime.datetime | None:
        """When it was first published in this language."""
        return item.first_published_at

    def item_updateddate(self, item: Work) -> datetime.datetime:
        """When it was last published."""
        return item.last_published_at or item.first_published_at or NEVER
