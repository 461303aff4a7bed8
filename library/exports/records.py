"""Public versions of guides with what the exports say of them: the same few queries for one guide and for hundreds.

Every export starts here, so what is not public is kept out in one place: versions that are drafts, withdrawn, expired
or restricted, and the names of projects that are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from wagtail.models import Page

from home import i18n
from home.links import best_versions
from library import querysets
from library.credited import credit_of, public_projects
from library.models import GuideContributor, GuideCountry, GuidePage, KitPage
from library.vocabulary import Place, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Public projects by the language of the guide and the translation key of the project.
Projects = Mapping[str, Mapping[uuid.UUID, Page]]


@dataclass(frozen=True)
class Version:
    """A public version of a guide or of a kit."""

    page: GuidePage | KitPage
    #: BCP 47 code of the language it is in.
    language: str
    #: The absolute addresses of the work's other public versions by their language.
    elsewhere: dict[str, str]
    #: The code of the language that the work was first written in.
    original_language: str

    @property
    def address(self) -> str:
        """Where it is read: the canonical, absolute address."""
        return i18n.absolute(i18n.address(self.page))

    @property
    def original(self) -> str:
        """The address of the version that this one is a translation of, where readers may see it."""
        return self.elsewhere.get(self.original_language, "")


@dataclass(frozen=True)
class Record(Version):
    """A public version of a guide."""

    page: GuidePage
    #: Names of those who wrote it; none where nobody is named.
    authors: list[str]
    #: Names of those who tested and checked it, and of those who translated it into this language.
    contributors: list[str]

    @property
    def file_name(self) -> str:
        """A name for files about it, without ending: `ggsn-42-en`; also its key in a bibliography."""
        return f"ggsn-{self.page.number or self.page.translation_key}-{self.language}"

    @property
    def regions(self) -> list[StrOrPromise]:
        """Where it has been used, in the active language."""
        return [region.get_region_display() for region in self.page.regions.all() if region.region]

    @property
    def countries(self) -> list[GuideCountry]:
        """The countries where it has been used; not those for which only its law was checked."""
        return [country for country in self.page.countries.all() if country.place == Place.USED]


def public() -> QuerySet[GuidePage]:
    """Every version that anyone may read, in any language of the site, by primary key; made for `records`."""
    guides = GuidePage.objects.published().filter(locale__in=[locale.pk for locale in i18n.locales().values()])
    return querysets.in_lists(guides).prefetch_related("regions", "countries", CONTRIBUTORS).order_by("pk")


CONTRIBUTORS = Prefetch("contributors", GuideContributor.objects.select_related("project").order_by("sort_order"))


def records(guides: Sequence[GuidePage]) -> list[Record]:
    """What the exports say of these guides, which must come from `public`. Two queries."""
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    projects = _projects(guides, codes)
    return [_record(guide, described, projects) for guide, described in zip(guides, versions(guides), strict=True)]


def versions(pages: Sequence[GuidePage | KitPage]) -> list[Version]:
    """Public pages of one kind with the languages that their works are in. One query."""
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    found: dict[uuid.UUID, dict[str, str]] = {page.translation_key: {} for page in pages}
    if pages:
        rows = type(pages[0]).objects.published().filter(translation_key__in=found, locale__in=codes)
        for row in rows.only("translation_key", "locale", "url_path").order_by("pk"):
            found[row.translation_key][codes[row.locale_id]] = i18n.absolute(i18n.address(row))
    return [
        Version(
            page=page,
            language=(language := codes[page.locale_id]),
            elsewhere={code: address for code, address in found[page.translation_key].items() if code != language},
            original_language=codes.get(page.original_locale_id or page.locale_id, language),
        )
        for page in pages
    ]


def _record(guide: GuidePage, described: Version, projects: Projects) -> Record:
    language = described.language
    everyone = list(guide.contributors.all())
    return Record(
        page=guide,
        language=language,
        authors=_names((c for c in everyone if c.role == Role.WROTE), language, projects),
        contributors=_names(
            (c for c in everyone if c.role in (Role.TESTED, Role.CHECKED) or _translated_it(c, language)),
            language,
            projects,
        ),
        elsewhere=described.elsewhere,
        original_language=described.original_language,
    )


def _translated_it(contributor: GuideContributor, language: str) -> bool:
    return contributor.role == Role.TRANSLATED and contributor.language == language


def _names(contributors: Iterable[GuideContributor], language: str, projects: Projects) -> list[str]:
    credits = (credit_of(contributor, projects[language]) for contributor in contributors)
    return list(dict.fromkeys(credit.name for credit in credits if credit))


def _projects(guides: Sequence[GuidePage], codes: Mapping[int, str]) -> Projects:
    rows = public_projects(contributor for guide in guides for contributor in guide.contributors.all())
    found = {}
    for code in {codes[guide.locale_id] for guide in guides}:
        with i18n.speaking(code):
            found[code] = best_versions(rows)
    return found
