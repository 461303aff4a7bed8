"""Tags that every template may use: the frame around a page, links in the reader's language, times and names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, ngettext
from wagtail.models import Page

from home import freshness, i18n, json_ld
from home.languages import own_name
from home.memory import Remembered
from home.models import SiteTexts
from home.visibility import is_private

register = template.Library()

#: Languages that write names of languages in lower case ("en anglais"); Django gives them as titles.
LOWER_CASE_LANGUAGE_NAMES = {"es", "fr", "it", "pt"}
#: The tree's root is 1, home pages are 2, their sections 3.
DEPTH_BELOW_HOME = 3


#: Public pages below the home pages, in all languages: the menus of every page.
pages_below_home = Remembered(
    lambda: list(Page.objects.live().filter(~is_private(), depth=DEPTH_BELOW_HOME).order_by("path"))
)


@dataclass(frozen=True)
class Frame:
    """What stands around every page: the sections of the header, the pages of the footer, the texts."""

    request: HttpRequest | None
    locale: Any

    @cached_property
    def pages(self) -> list[Page]:
        """The live pages below the home page, each work once, in the reader's language if it has it."""
        chain = [*i18n.fallback_chain(self.locale), *i18n.locales().values()]
        order = {locale.pk: place for place, locale in reversed(list(enumerate(chain)))}
        best: dict[Any, Page] = {}
        for page in pages_below_home():
            current = best.get(page.translation_key)
            if current is None or order.get(page.locale_id, 99) < order.get(current.locale_id, 99):
                best[page.translation_key] = page
        return list(best.values())

    @property
    def sections(self) -> list[Page]:
        """The sections of the header: pages that are "shown in menus"."""
        return [page for page in self.pages if page.show_in_menus]

    def page(self, slug: str) -> Page | None:
        """The page below home with this slug."""
        return next((page for page in self.pages if page.slug == slug), None)

    @property
    def contact(self) -> Page | None:
        """The page that says how to reach the network: the place for joining, helping and correcting."""
        return self.page("contact")

    @cached_property
    def texts(self) -> SiteTexts | None:
        """The words of the footer."""
        return SiteTexts.for_locale(self.locale)

    @property
    def home(self) -> str:
        """Path of the home page in the reader's language."""
        return f"/{self.locale.language_code}/"


@register.simple_tag(takes_context=True)
def frame(context: template.Context) -> Frame:
    """`{% frame as frame %}` – made once a page."""
    if "_frame" not in context.render_context:
        context.render_context["_frame"] = Frame(context.get("request"), i18n.active_locale())
    made: Frame = context.render_context["_frame"]
    return made


@register.simple_tag
def link(page: Page | None, fragment: str = "") -> str:
    """The path under which this reader gets the page; empty for no page."""
    if page is None:
        return ""
    return i18n.url_in(page, i18n.active_locale().language_code) + (f"#{fragment}" if fragment else "")


@register.simple_tag
def own_link(page: Page) -> str:
    """The page's own path, under its own language."""
    return i18n.address(page)


@register.simple_tag
def lang_attrs(page: Any) -> SafeString | str:
    """` lang="ar" dir="rtl"` for a page or term in another language than the reader's; nothing otherwise."""
    code = _code_of(page)
    if not code or code == i18n.active_locale().language_code:
        return ""
    return format_html(' lang="{}" dir="{}"', "" if code == i18n.UNDETERMINED else code, i18n.direction(code))


def _code_of(page: Any) -> str:
    """The language of the words of a page or term; empty for one that is not the site's."""
    return getattr(page, "words_language", "") or i18n.code_of(page.locale_id)


@register.simple_tag
def reader_attrs(page: Any) -> SafeString | str:
    """` lang="en" dir="ltr"` for the site's own words inside a page or row in another language; nothing otherwise."""
    locale = i18n.active_locale()
    if _code_of(page) == locale.language_code:
        return ""
    return format_html(' lang="{}" dir="{}"', locale.language_code, i18n.direction(locale.language_code))


@register.simple_tag
def language_code_of(page: Any) -> str:
    """The code of the language a page or term is in."""
    return _code_of(page) or settings.LANGUAGE_CODE


@register.filter
def is_foreign(page: Any) -> bool:
    """Whether a page is known to be in another language than the reader's."""
    return _code_of(page) not in (i18n.active_locale().language_code, i18n.UNDETERMINED)


@register.filter
def own_language_name(code: str) -> str:
    """“Français” for fr."""
    return own_name(code)


@register.filter
def language_bdi(code: str) -> SafeString:
    """The name of a language in itself, marked as such: `<bdi lang="ar">العربية</bdi>`."""
    return format_html('<bdi lang="{}">{}</bdi>', code, own_name(code))


@register.filter
def language_list(codes: list[str]) -> SafeString:
    """Names of languages in themselves, with the list separator of the reader's language."""
    return format_html_join(gettext(", "), '<bdi lang="{}">{}</bdi>', ((code, own_name(code)) for code in codes))


@register.filter
def in_this_language(code: str) -> str:
    """“Arabic” for ar, in the reader's language, as it stands inside a sentence."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return own_name(code)
    if (get_language() or "").split("-")[0] in LOWER_CASE_LANGUAGE_NAMES:
        return name[:1].lower() + name[1:]
    return name


@register.filter
def duration(minutes: int | None) -> str:
    """150 → “2 h 30 min”; 45 → “45 min”; 1440 → “24 h”."""
    if not minutes:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return ngettext("%(n)d min", "%(n)d min", rest) % {"n": rest}
    if not rest:
        return ngettext("%(n)d h", "%(n)d h", hours) % {"n": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@register.filter
def block_anchor(block: Any) -> str:
    """The anchor of a StreamField block."""
    return freshness.block_anchor(getattr(block, "id", None))


@register.filter
def contents(body: Any) -> list[tuple[str, str]]:
    """The headings of a StreamField, as (anchor, text), for the list of contents."""
    return [(freshness.block_anchor(b.id), str(b.value)) for b in body if b.block_type == "heading" and b.value]


@register.simple_tag
def absolute_static(path: str) -> str:
    """The absolute address of a static file, for previews in messengers."""
    return i18n.absolute(static(path))


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The query of this address with some values replaced (None removes one): `?topic=land&page=2`."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode() if query else request.path


@register.simple_tag
def website_json_ld(reading: i18n.Reading) -> SafeString:
    """`{% website_json_ld reading %}` – the site for search engines, on its front page."""
    return json_ld.script(json_ld.website(reading))
