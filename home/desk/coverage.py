"""Works by languages: which works somebody may know of, how each is in each language, and the sums.

A constant number of queries, whatever the number of works and languages.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import StringTranslation, Translation

from home import i18n
from home.desk import facets
from home.models.desk import Work, WorkVersion
from home.permissions import pages_with_right
from home.translators import claims, rights
from home.visibility import is_private

State = WorkVersion.State
#: Where a translation says what its original says.
GOOD = (State.ORIGINAL, State.CURRENT)
#: What cells need of versions and their pages.
COLUMNS = (
    "work", "locale", "source", "state", "behind",
    "page__path", "page__depth", "page__live", "page__url_path", "page__locale",
)  # fmt: skip


def public_works() -> QuerySet[Work]:
    """Those whose original everybody may read, and that may be translated."""
    return facets.translatable(Work.objects.filter(page__live=True).filter(~is_private("page__path")))


def hidden_works(user: Any) -> QuerySet[Work]:
    """Those whose original is a draft or for some people only, and that this person finds in the admin."""
    found = Work.objects.filter(Q(page__live=False) | Q(is_private("page__path")))
    known = policy_registry.get_by_type(Page).explorable_instances(user).order_by()
    return facets.translatable(found.filter(page__in=known))


def in_state(works: QuerySet[Work], state: str, locales: Sequence[Locale]) -> QuerySet[Work]:
    """Those that are in this state in one of the languages."""
    versions = WorkVersion.objects.filter(locale__in=locales)
    if state != State.MISSING:
        return works.filter(Exists(versions.filter(work=OuterRef("pk"), state=state)))
    everywhere = versions.exclude(state=State.MISSING).order_by().values("work").annotate(n=Count("pk"))
    return works.exclude(pk__in=everywhere.filter(n__gte=len(locales)).values("work"))


# ---------------------------------------------------------------- sums


@dataclass(frozen=True)
class Sum:
    """How many works there are, and how many of them are how in a language."""

    works: int
    states: dict[str, int]

    @property
    def good(self) -> int:
        """Up to date, the originals included."""
        return sum(self.states.get(state, 0) for state in GOOD)

    @property
    def behind(self) -> int:
        """Older than the original."""
        return self.states.get(State.MINOR, 0) + self.states.get(State.OUTDATED, 0)

    @property
    def machine(self) -> int:
        """A machine's, and nobody has gone over it."""
        return self.states.get(State.MACHINE, 0)

    @property
    def started(self) -> int:
        """Being translated."""
        return self.states.get(State.STARTED, 0)

    @property
    def missing(self) -> int:
        """Neither there nor begun, sent for translation or not."""
        return self.works - self.good - self.behind - self.machine - self.started

    @property
    def share(self) -> int:
        """Up to date, in percent; whole only when nothing is left."""
        return 100 * self.good // self.works if self.works else 0


def sums(works: QuerySet[Work], locales: Sequence[Locale]) -> dict[Any, list[Sum]]:
    """For each section, and for "all" of them, a sum for each language. Two queries."""
    of_section: dict[Any, int] = dict(works.order_by().values_list("section").annotate(n=Count("pk")))
    found: dict[tuple[Any, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counted = works.order_by().values_list("section", "versions__locale", "versions__state")
    for section, locale, state, count in counted.annotate(n=Count("versions__pk")):
        if state != State.MISSING:
            found[section, locale][state] += count
            found["all", locale][state] += count
    totals = {"all": sum(of_section.values()), **of_section}
    return {
        section: [Sum(count, dict(found[section, locale.pk])) for locale in locales]
        for section, count in totals.items()
    }


def section_names(sections: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """The titles of the lists, in the active language where they have one. One query."""
    order = {locale.pk: place for place, locale in reversed(list(enumerate(i18n.fallback_chain(i18n.active_locale()))))}
    wanted = [section for section in sections if section]
    pages = Page.objects.filter(translation_key__in=wanted, live=True).order_by("pk")
    names: dict[uuid.UUID | None, str] = {}
    for page in sorted(pages, key=lambda page: order.get(page.locale_id, 99)):
        names.setdefault(page.translation_key, page.title)
    return {**names, None: gettext("Standing pages")}


# ---------------------------------------------------------------- rows and cells


@dataclass(frozen=True)
class Cell:
    """How a work is in a language, and where a click leads: the next sensible thing that this person may do."""

    state: str
    code: str
    #: “Out of date (2 of 9)”: so many parts are behind, or translated.
    label: str
    url: str = ""
    #: The language of the text that it was made from, where that is not the original.
    source: str = ""
    #: Who has claimed it, until when, in a sentence.
    claim: str = ""


@dataclass(frozen=True)
class Row:
    """A work, with a cell for each language that is shown."""

    work: Work
    page: Page
    section: str
    cells: list[Cell]

    @property
    def original(self) -> str:
        """The code of the language it was first written in."""
        return i18n.code_of(self.work.locale_id)


def rows(works: Iterable[Work], locales: Sequence[Locale], user: Any, here: str = "") -> list[Row]:
    """The works with their cells; `here` is where one comes back to. Eight queries."""
    works = list(works)
    keys = [work.pk for work in works]
    found = WorkVersion.objects.filter(work__in=keys, locale__in=locales).select_related("page").only(*COLUMNS)
    versions = {(version.work_id, version.locale_id): version for version in found}
    names = section_names({work.section for work in works})
    made = Cells(user, works, list(versions.values()), locales, here)
    return [
        Row(
            work,
            work.page,
            names.get(work.section, ""),
            [made.cell(work, locale, versions.get((work.pk, locale.pk))) for locale in locales],
        )
        for work in works
    ]


class Cells:
    """Makes cells for somebody; knows what they may do with these works in these languages. Five queries."""

    def __init__(
        self,
        user: Any,
        works: Iterable[Work],
        versions: Sequence[WorkVersion],
        locales: Iterable[Locale],
        here: str = "",
    ) -> None:
        self.beginnings: dict[str, str] = {}
        self.translates_into = rights.languages(user, "change")
        works = list(works)
        self.limits = facets.limits(work.pk for work in works)
        self.claims = claims.on((work.pk for work in works), (locale.pk for locale in locales))
        self.next = f"next={here}" if here else ""
        pages = {version.page_id for version in versions if version.page_id}
        editable = Page.objects.filter(pk__in=pages).filter(pk__in=pages_with_right(user, "change"))
        self.editable = set(editable.order_by().values_list("pk", flat=True))
        self.labels = {state: str(state.label) for state in State}
        self.progress = progress([version for version in versions if version.state == State.STARTED])

    def cell(self, work: Work, locale: Locale, version: WorkVersion | None) -> Cell:
        """One of them. No query."""
        code = locale.language_code
        claimed = self.claims.get((work.pk, locale.pk))
        claim = claims.sentence(claimed) if claimed is not None else ""
        if version is None or version.state == State.MISSING:
            is_open = locale.pk in self.translates_into and code in self.limits.get(work.pk, (code,))
            address = self._send(work, code) if is_open else ""
            return Cell(State.MISSING, code, self.labels[State.MISSING], address, claim=claim)
        source = version.source_id if version.source_id not in (None, work.locale_id) else None
        part, of, label = 0, 0, self.labels[State(version.state)]
        if version.state == State.STARTED:
            part, of = self.progress.get((work.pk, locale.pk), (0, 0))
        elif version.behind:
            part, of = len(version.behind), max(len(work.parts), len(version.behind))
        if of:
            label = f"{label} ({gettext('%(part)s of %(all)s') % {'part': part, 'all': of}})"
        source_code = i18n.code_of(source) if source else ""
        return Cell(version.state, code, label, self._open(version, code), source_code, claim)

    def _send(self, work: Work, code: str) -> str:
        """Where it is sent for translation."""
        address = reverse("wagtail_localize:submit_page_translation", args=[work.page_id])
        return f"{address}?select_locale={code}&{self.next}".rstrip("&")

    def _open(self, version: WorkVersion, code: str) -> str:
        """What changed, or the editor of the translation, or what everybody may read."""
        if version.page_id in self.editable:
            if version.behind:
                address = reverse("desk_version", args=[version.work_id, code])
                return f"{address}?{self.next}".rstrip("?")
            return reverse("wagtailadmin_pages:edit", args=[version.page_id])
        return self._public(version.page) if version.page is not None and version.page.live else ""

    def _public(self, page: Page) -> str:
        """What readers get; as `i18n.address`, which looks the beginning up each time."""
        code = i18n.code_of(page.locale_id)
        if code not in self.beginnings:
            with i18n.speaking(code):
                self.beginnings[code] = reverse("wagtail_serve", args=("",))
        return self.beginnings[code] + iri_to_uri(i18n.path_below_home(page))


def progress(versions: Sequence[WorkVersion]) -> dict[tuple[uuid.UUID, int], tuple[int, int]]:
    """How many texts of a translation are done, of how many, by work and language. One query."""
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("source__stringsegment__string"),
        context=OuterRef("source__stringsegment__context"),
        locale=OuterRef("target_locale"),
        has_error=False,
    )
    translations = Translation.objects.filter(
        source__object_id__in={version.work_id for version in versions},
        target_locale__in={version.locale_id for version in versions},
        enabled=True,
    )
    counted = (
        translations.order_by()
        .values_list("source__object_id", "target_locale")
        .annotate(done=Count("source__stringsegment", filter=Exists(done)), total=Count("source__stringsegment"))
    )
    return {(key, locale): (part, of) for key, locale, part, of in counted}
