"""What stands around the text of a guide: who made it, in which languages it is, what goes well with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.models import Page
from wagtail.rich_text import RichText

from home import i18n
from home.freshness import block_anchor, has_draft, is_older
from home.links import best_versions
from home.texts import Texts
from library import querysets, related, rows
from library.credited import Credit, credit_of, public_projects
from library.models import GuideContributor, GuideDownload, GuideLink, GuidePage, Issue, Topic
from library.vocabulary import Place, Relation, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class LanguageState:
    """A language of the site, and how far the guide is in it."""

    ORIGINAL, CURRENT, OLDER, PROGRESS, NONE = "original", "current", "older", "progress", "none"

    version: i18n.Version
    state: str
    #: The version of the guide that this translation was made of; for the original, its own.
    number: int | None = None
    translators: list[Credit] = field(default_factory=list)


class Details:
    """Everything that the page of a guide shows besides its text; what is not shown is not fetched."""

    def __init__(self, page: GuidePage, reading: i18n.Reading, *, with_related: bool = False) -> None:
        self.page, self.reading = page, reading
        self.locale = i18n.active_locale()
        if page.pk:
            if with_related:
                self.related  # noqa: B018 – first, because the topics of this page are fetched with those of the others
            # A preview holds its own unsaved children; what is prefetched here is not looked at then.
            prefetch_related_objects(
                [page],
                querysets.TOPICS,
                Prefetch("contributors", GuideContributor.objects.select_related("project").order_by("sort_order")),
                Prefetch("downloads", GuideDownload.objects.select_related("document").order_by("sort_order")),
            )
            rows.prefetch(page)

    # ------------------------------------------------------------ what it is about

    @property
    def topic(self) -> Topic | None:
        """The first topic, which gives the guide its cover."""
        return self.page.topic_list[0] if self.page.topic_list else None

    @cached_property
    def topics(self) -> list[Topic | Issue]:
        """What it is about beside its first topic, which stands above the title: further topics, then issues."""
        return [*self.page.topic_list[1:], *(link.issue for link in self.page.issues.all() if link.issue_id)]

    @cached_property
    def regions(self) -> list[StrOrPromise]:
        """Where it has been used: regions, then countries."""
        regions = [region.get_region_display() for region in self.page.regions.all() if region.region]
        return [*regions, *self._countries(Place.USED)]

    @cached_property
    def jurisdictions(self) -> list[str]:
        """The countries for whose law it was checked."""
        return self._countries(Place.LAW)

    def _countries(self, place: Place) -> list[str]:
        return [row.name for row in self.page.countries.all() if row.place == place and row.country]

    @cached_property
    def links(self) -> list[tuple[str, list[GuideLink]]]:
        """What it is based on, examples, where to learn more; by relation."""
        everything = list(self.page.links.all())
        told = [(str(kind.label), [link for link in everything if link.relation == kind]) for kind in Relation]
        return [(label, links) for label, links in told if links]

    @cached_property
    def texts(self) -> Texts:
        """Everything in it that may link to other pages."""
        return Texts((RichText(self.page.introduction or ""), self.page.body))

    @cached_property
    def contents(self) -> list[tuple[str, str]]:
        """Anchors and headings of the text. A safety box has a heading of its own and is listed like a section."""
        found = []
        for block in self.page.body or []:
            if block.block_type == "heading" and block.value:
                found.append((block_anchor(block.id), str(block.value)))
            elif block.block_type == "safety" and block.value.get("heading"):
                found.append((block_anchor(block.id), block.value["heading"]))
        return found

    # ------------------------------------------------------------ who made it

    @cached_property
    def _projects(self) -> dict[Any, Page]:
        """Public versions of the projects that are credited, the reader's language first. One query."""
        return best_versions(public_projects(self.page.contributors.all()))

    def _credit(self, contributor: GuideContributor) -> Credit | None:
        return credit_of(contributor, self._projects)

    @cached_property
    def credits(self) -> list[tuple[str, list[Credit]]]:
        """Who wrote, tested and checked it, by role."""
        told = [(label, [self._credit(c) for c in people]) for label, people in self.page.credits]
        named = [(label, [credit for credit in people if credit]) for label, people in told]
        return [(label, people) for label, people in named if people]

    @cached_property
    def authors(self) -> list[Credit]:
        """Those who wrote it."""
        wrote = [self._credit(c) for c in self.page.contributors.all() if c.role == Role.WROTE]
        return [credit for credit in wrote if credit]

    @property
    def translators(self) -> list[Credit]:
        """Those who translated this version; its page names them in the table of languages."""
        return self._translators(self.reading.page_language)

    def _translators(self, code: str) -> list[Credit]:
        told = [
            self._credit(c) for c in self.page.contributors.all() if c.role == Role.TRANSLATED and c.language == code
        ]
        return [credit for credit in told if credit]

    # ------------------------------------------------------------ languages

    @cached_property
    def states(self) -> list[LanguageState]:
        """Every language of the site with the state of the guide in it; one query for all (`Reading.states`)."""
        original = next((v for v in self.reading.versions if v.is_original), None)
        states = []
        for version in self.reading.languages:
            locale = i18n.locales()[version.code]
            row = self.reading.states.get(locale.pk)
            number: int | None = None
            if isinstance(version.page, GuidePage):
                number = version.page.version
                if version.page.is_original:
                    state = LanguageState.ORIGINAL
                else:
                    state = LanguageState.OLDER if is_older(row, original) else LanguageState.CURRENT
            else:
                state = LanguageState.PROGRESS if has_draft(row) else LanguageState.NONE
            states.append(LanguageState(version, state, number, self._translators(version.code)))
        return states

    # ------------------------------------------------------------ what to take away, what to read next

    @cached_property
    def downloads(self) -> list[GuideDownload]:
        """Files that exist."""
        return [download for download in self.page.downloads.all() if download.document]

    @cached_property
    def kits(self) -> list[Page]:
        """The kits it is a part of, each in the version best for the reader. No query: fetched with the other rows."""
        found = best_versions(getattr(self.page, "kits", ()))
        return sorted(found.values(), key=lambda kit: (kit.title, kit.pk))

    @cached_property
    def related(self) -> list[GuidePage]:
        """What goes well with it: what the editors chose, else what shares most of its terms."""
        if "related_guides" in getattr(self.page, "_cluster_related_objects", {}):  # a preview
            chosen = [link.guide for link in self.page.related_guides.all() if link.guide_id]
            found = querysets.versions_for(chosen, self.locale)
        else:
            found = querysets.chosen_for(self.page, self.locale)
        found = found[: querysets.RELATED]
        return found or related.sharing_terms(self.page, self.locale)


__all__ = ["Credit", "Details", "LanguageState"]
