"""Everything that a file to take away says, in the language of its page."""

from __future__ import annotations

import datetime
import io
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Self
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import Image

from home import i18n
from home.models import BasePage, Picture, Rendition
from home.seen import seen_by_all
from library.details import Details
from library.models import GuidePage
from library.takeaway.markup import Node, parse, plain

#: Wide enough for print across the page, small enough to send: about 90 KB a picture.
RENDITION = "max-1200x1200|format-jpeg|jpegquality-75"
INKS = re.compile(r"\.t-(\w+) \{ --g: (#\w{6}); --m: (#\w{6})")


@dataclass(frozen=True)
class Drawing:
    """A picture of the guide as a JPEG file, under the name it has inside the files."""

    name: str
    content: bytes
    is_tall: bool


class Paper(ABC):
    """A page for paper and e-readers, in the page's own language (`Paper.of`)."""

    page: Any

    def __init__(self, page: Any) -> None:
        self.page = page
        self.reading = reading_of(page)
        self.pictures: dict[str, Drawing] = {}
        self.body = self._body()

    @classmethod
    def of(cls, page: Any) -> Self:
        """The paper, made while the page's own language is active."""
        with i18n.speaking(language_of(page)):
            return cls(page)

    @abstractmethod
    def _body(self) -> list[Node]:
        """What stands on it, as a tree."""

    @property
    def language(self) -> str:
        """The code of the language, BCP 47."""
        return self.reading.page_language

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return self.reading.page_direction

    @property
    def title(self) -> str:
        """The page's title."""
        return plain(self.page.title)

    @property
    def summary(self) -> str:
        """One sentence."""
        return plain(self.page.summary)

    @property
    def number(self) -> str:
        """The number that all languages share; empty for what has none."""
        return str(getattr(self.page, "number", None) or "")

    @cached_property
    def kind(self) -> str:
        """“Workshop plan”."""
        with i18n.speaking(self.language):
            return plain(self.page.kind_label)

    @cached_property
    def licence(self) -> tuple[str, str, str]:
        """Name, address and terms of the licence."""
        licence = self.page.licence_terms
        with i18n.speaking(self.language):
            return str(licence.label), licence.uri, str(licence.terms)

    @property
    def address(self) -> str:
        """Where the newest version is."""
        return self.reading.canonical

    @property
    @abstractmethod
    def authors(self) -> list[str]:
        """Who wrote it."""

    @property
    @abstractmethod
    def version(self) -> str:
        """What stands at the foot of each page before the address."""

    @property
    def pattern(self) -> str:
        """The pattern of its topic."""
        return str(self.page.pattern)

    @property
    def inks(self) -> tuple[str, str]:
        """Ground and motif colour of the topic, as in the stylesheet; dark text on the ground is readable."""
        return topic_inks().get(self.pattern, ("#f3bd9b", "#46206f"))

    @property
    def modified(self) -> datetime.datetime:
        """When it was last published."""
        published: datetime.datetime | None = self.page.last_published_at or self.page.first_published_at
        return published or datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)

    @cached_property
    def qr_code(self) -> str:
        """The address as a drawing (SVG) that telephones read."""
        return qr_code(self.address)

    def rendered(self, template: str, **more: Any) -> list[Node]:
        """A template about the page, as the tree that all formats are made of."""
        html = render_to_string(template, {"page": self.page, "reading": self.reading, **more})
        return parse(html, self._picture)

    def _picture(self, address: str, alternative: str) -> Node | None:
        """The picture behind an address of a rendition, if everybody may see it. Nothing else is fetched."""
        path = urlsplit(address).path
        if not path.startswith(settings.MEDIA_URL):
            return None
        stored = path.removeprefix(settings.MEDIA_URL)
        rendition = Rendition.objects.select_related("image").filter(file=stored).first()
        if rendition is None or not seen_by_all([rendition.image]):
            return None
        name = f"picture-{rendition.image.pk}.jpg"
        if name not in self.pictures:
            content = jpeg(rendition.image)
            if content is None:
                return None
            self.pictures[name] = Drawing(name, content, rendition.height > rendition.width)
        shape = "tall" if self.pictures[name].is_tall else "wide"
        return Node("img", attributes={"src": name, "alt": alternative, "shape": shape})


class Handout(Paper):
    """A guide for paper and e-readers."""

    page: GuidePage

    def _body(self) -> list[Node]:
        self.details = Details(self.page, self.reading)
        return self.rendered("library/handout.html", details=self.details)

    @cached_property
    def authors(self) -> list[str]:
        """Who wrote it; the network where nobody is named."""
        return [plain(credit.name) for credit in self.details.authors] or ["GGSN"]

    @cached_property
    def version(self) -> str:
        """“GGSN guide 42, version 3.”: the words of the page's own credits."""
        with i18n.speaking(self.language):
            return self.page.version_text


def reading_of(page: BasePage) -> i18n.Reading:
    """A page as readers of its own language get it; make it while that language is active."""
    return i18n.Reading(page, i18n.active_locale().language_code, i18n.versions_of(page))


def language_of(page: BasePage) -> str:
    """The code of the language that a page is in."""
    locale = i18n.locale_by_id(page.locale_id) or page.locale
    code: str = locale.language_code
    return code


def jpeg(picture: Picture) -> bytes | None:
    """The picture for paper; None where its file is lost or damaged."""
    try:
        with picture.get_rendition(RENDITION).file.open("rb") as file:
            content: bytes = file.read()
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
            opened.load()
    except (OSError, SyntaxError, ValueError):
        return None
    return content


def qr_code(address: str) -> str:
    """An SVG drawing of an address (ISO/IEC 18004), one unit a module."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, omitsize=True, xmldecl=False, svgclass="qr", lineclass=None
    )
    return drawn.getvalue().decode()


def file_name(page: BasePage, extension: str) -> str:
    """`ggsn-42-phone-check-up-ar.pdf`: number, slug and language, so that files of many guides stay apart."""
    slug = PurePosixPath(i18n.path_below_home(page)).name
    parts = ("ggsn", str(getattr(page, "number", None) or ""), slug, language_of(page))
    return "-".join(part for part in parts if part) + f".{extension}"


@cache
def topic_inks() -> dict[str, tuple[str, str]]:
    """The two inks of each topic, from the stylesheet, which is where they are chosen."""
    found: Any = finders.find("css/site.css")
    sheet = Path(found).read_text(encoding="utf-8") if found else ""
    return {name: (ground, motif) for name, ground, motif in INKS.findall(sheet)}
