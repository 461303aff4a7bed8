"""What the other parts of the site show of the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from wagtail.blocks.list_block import ListValue
from wagtail.models import Page

from home import i18n, json_ld
from home.i18n import Reading, ViewReading
from home.models import File
from home.search import highlight
from home.search.words import Term
from home.templatetags.site_tags import duration
from library import challenges, kits, querysets
from library.challenges import Facing
from library.details import Details
from library.json_ld import kit_record, learning_resource, topic_record
from library.models import Edition, GuideDownload, GuidePage, KitPage, LibraryIndexPage
from library.takeaway.handout import qr_code as drawn
from library.takeaway.offers import offered, offered_of_kit
from library.topic_pages import TopicPage

register = template.Library()


@register.simple_tag
def newest_guides(count: int) -> list[GuidePage]:
    """`{% newest_guides 4 as guides %}` – for components/guide_books.html and components/guide_items.html."""
    return querysets.newest(count, i18n.active_locale())


@register.simple_tag
def guides_by_project(project: Page) -> list[GuidePage]:
    """`{% guides_by_project page as guides %}` – the guides that a project wrote, in the reader's language."""
    return querysets.by_project(project, i18n.active_locale())


@register.simple_tag
def guides_for_reader(chosen: Iterable[Any]) -> list[GuidePage]:
    """`{% guides_for_reader page.guides.all as guides %}` – guides, or rows with a `guide`, for the reader."""
    if isinstance(chosen, ListValue):
        return querysets.chosen_in(chosen, i18n.active_locale())
    guides = [getattr(row, "guide", row) for row in chosen or () if row]
    return querysets.versions_for(guides, i18n.active_locale())


@register.simple_tag
def with_languages(guides: Sequence[GuidePage]) -> Sequence[GuidePage]:
    """`{% with_languages guides as guides %}` – for the components, which count and link each guide's languages."""
    return querysets.with_languages(guides)


@register.filter
def time_needed(guide: GuidePage) -> str:
    """“2 h 30 min”, or “20 min to read” for what is only read."""
    time = duration(guide.time_required)
    return gettext("%(time)s to read") % {"time": time} if time and guide.is_read else time


@register.filter
def title_marked(guide: GuidePage, terms: Sequence[Term]) -> SafeString:
    """Its title, with the words that were looked for in `<mark>`."""
    return highlight.mark(guide.title, terms, i18n.code_of(guide.locale_id))


@register.filter
def passage_marked(guide: GuidePage, terms: Sequence[Term]) -> SafeString:
    """The challenge, as in every list, or what holds more of the words that were looked for. No query with its text."""
    return highlight.passage(guide, terms, guide.challenge_text)


@register.filter
def group_size(guide: GuidePage) -> str:
    """“8 to 25 people”; nothing where any size will do."""
    smallest, largest = guide.group_min, guide.group_max
    if smallest and largest and smallest != largest:
        people = ngettext("%(from)d to %(to)d person", "%(from)d to %(to)d people", largest)
        return people % {"from": smallest, "to": largest}
    if smallest and largest:
        return ngettext("%(n)d person", "%(n)d people", largest) % {"n": largest}
    if largest:
        return ngettext("Up to %(n)d person", "Up to %(n)d people", largest) % {"n": largest}
    if smallest:
        return ngettext("%(n)d person or more", "%(n)d people or more", smallest) % {"n": smallest}
    return ""


@register.simple_tag
def guide_details(page: GuidePage, reading: Reading) -> Details:
    """`{% guide_details page reading as details %}` – see library.details."""
    if "_details" not in page.__dict__:
        page._details = Details(page, reading, with_related=True)
    made: Details = page._details
    return made


@register.simple_tag
def guide_editions(details: Details) -> list[Edition]:
    """`{% guide_editions details as editions %}` – the files that the guide is offered as (library.takeaway)."""
    return offered(details)


@register.simple_tag
def kit_editions(kit: kits.Kit) -> list[Edition]:
    """`{% kit_editions kit as editions %}` – the same for a kit."""
    return offered_of_kit(kit)


@register.simple_tag
def kit_details(page: KitPage, reading: Reading) -> kits.Kit:
    """`{% kit_details page reading as kit %}` – see library.kits."""
    if "_kit" not in page.__dict__:
        page._kit = kits.Kit(page, reading)
    made: kits.Kit = page._kit
    return made


@register.simple_tag
def kit_json_ld(kit: kits.Kit) -> SafeString:
    """The machine-readable record of the kit."""
    return json_ld.script(kit_record(kit))


@register.simple_tag
def topic_json_ld(found: TopicPage, reading: ViewReading) -> SafeString:
    """The machine-readable record of the page of a topic."""
    return json_ld.script(topic_record(found.topic, found.first, reading))


@register.simple_tag
def kits_for_reader() -> list[Page]:
    """`{% kits_for_reader as kits %}` – every public kit, for the first page of the library."""
    return kits.for_reader()


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """`{% qr_code reading.canonical %}` – a drawing that telephones read, for paper."""
    return mark_safe(drawn(address))  # noqa: S308 – segno's own numbers; the address is drawn, not written


@register.simple_tag
def guide_json_ld(details: Details) -> SafeString:
    """The machine-readable record of the guide."""
    return json_ld.script(learning_resource(details))


@register.simple_tag
def library_index(frame: Any) -> Page | None:
    """`{% library_index frame as library %}` – the page that lists the guides; no query, the frame has it."""
    kind = ContentType.objects.get_for_model(LibraryIndexPage)
    return next((page for page in getattr(frame, "pages", ()) if page.content_type_id == kind.pk), None)


@register.filter
def original_language(page: GuidePage) -> str:
    """The code of the language in which the work was first written."""
    locale = i18n.locale_by_id(page.original_locale_id or page.locale_id)
    return locale.language_code if locale else settings.LANGUAGE_CODE


@register.filter
def without_scheme(address: str) -> str:
    """`example.org/en/library/` of `https://example.org/en/library/`: what one writes on paper."""
    return address.partition("://")[2] or address


@register.filter
def file_size(document: File) -> str:
    """“84 KB”, “3.1 MB”: in the units and digits that phones show, in every language; nothing for a lost file."""
    size = document.file_size
    if size is None:
        try:
            size = document.file.size
        except OSError:
            return ""
    return readable_size(size)


@register.filter
def readable_size(size: int) -> str:
    """Bytes as “84 KB”, “3.1 MB”."""
    kilobytes = size / 1024
    return f"{max(1, round(kilobytes))} KB" if kilobytes < 1000 else f"{kilobytes / 1024:.1f} MB"


@register.filter
def file_icon(download: GuideDownload) -> str:
    """The icon for what one does with the file of a download."""
    return icon_of_file(download.document) if download.document else "file"


@register.filter
def icon_of_file(document: File) -> str:
    """The icon for what one does with a file: listen to it, change it, or read it."""
    extension = document.file_extension.lower()
    if extension in {"mp3", "ogg", "opus", "m4a"}:
        return "sound"
    return "edit" if extension in {"docx", "odt", "ods", "odp", "csv"} else "file"


@register.simple_tag
def facing(count: int) -> list[Facing]:
    """`{% facing 9 as challenges %}` – challenges that the library has an answer to."""
    return challenges.facing(count, i18n.active_locale())


@register.simple_tag
def guides_in_all() -> int:
    """How many guides there are, each work counted once."""
    return querysets.count()
