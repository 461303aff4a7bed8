"""Which guides a reader sees in a list, and in which version. Every list of guides starts here.

A list holds each work once, in the version best for the reader (home.models.base). What these functions return is made
for lists: without the text, with topics and challenge, so that a row costs no query of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from wagtail.blocks.list_block import ListValue
from wagtail.models import Locale, Page

from home import i18n
from home.visibility import is_private
from library.models import GuideContributor, GuidePage, GuideTopic, RelatedGuide
from library.vocabulary import Role

#: How many guides "Goes well with this" holds.
RELATED = 4
TOPICS = Prefetch("topics", GuideTopic.objects.select_related("topic__parent").order_by("sort_order"))


def links_to_topic(key: str) -> QuerySet[GuideTopic]:
    """The links of guides, public or not, to a topic: a guide on a part of a topic is on the topic too."""
    return GuideTopic.objects.filter(Q(topic__key=key) | Q(topic__parent__key=key))


def topic_keys(guide: GuidePage) -> list[str]:
    """The keys of its topics and of those that these are parts of, each once; `in_lists` fetches what it needs."""
    topics = [one for topic in guide.topic_list for one in (topic, topic.parent) if one is not None]
    return list(dict.fromkeys(topic.key for topic in topics))


def in_lists(guides: Any) -> QuerySet[GuidePage]:
    """The same guides as lists need them. Two queries when it is run."""
    made: QuerySet[GuidePage] = guides.defer_streamfields().select_related("challenge").prefetch_related(TOPICS)
    return made


def best(locale: Locale, works: Any = None, *, public: Any = None) -> QuerySet[GuidePage]:
    """Every public guide once, or those of `works` (translation keys). Filters that follow choose among these versions.

    Without the inner query, a filter would be asked before the best version is chosen: a reader of Arabic would get the
    English text wherever the Arabic one does not match. `public` saves asking again which pages are public.
    """
    public = GuidePage.objects.published() if public is None else public
    if works is not None:
        public = public.filter(translation_key__in=works)
    return GuidePage.objects.filter(pk__in=public.best_for(locale).values("pk"))


def newest(count: int, locale: Locale) -> list[GuidePage]:
    """The newest works: numbers are given in the order of publication, and are the same in every language."""
    latest = GuidePage.objects.published().order_by(F("number").desc(nulls_last=True), "-pk")
    # A work has at most one row a language, so this many rows hold enough works.
    keys = latest.values_list("translation_key", flat=True)[: count * len(i18n.locales())]
    return of_works(list(dict.fromkeys(keys))[:count], locale)


def by_project(project: Page, locale: Locale) -> list[GuidePage]:
    """The guides that a project wrote, newest first, whatever the language of the guide or of `project`."""
    written = GuideContributor.objects.filter(role=Role.WROTE, project__translation_key=project.translation_key)
    return list(in_lists(best(locale, written.values("page__translation_key"))).order_by("-number", "-pk"))


def versions_for(chosen: Iterable[Page], locale: Locale) -> list[GuidePage]:
    """The chosen guides in their order, each in the version best for the reader, without those that are not public."""
    return of_works(list(dict.fromkeys(guide.translation_key for guide in chosen)), locale)


def of_works(keys: Sequence[uuid.UUID], locale: Locale) -> list[GuidePage]:
    """The guides of these works, in this order, as far as they are public.

    Two queries, `languages` included: the works are few, so all their versions are fetched at once.
    """
    if not keys:
        return []
    rows = _for_cards(GuidePage.objects.public().filter(translation_key__in=keys))
    return _best_of(sorted(rows, key=lambda row: keys.index(row.translation_key)), locale)


def chosen_in(block: ListValue, locale: Locale) -> list[GuidePage]:
    """The guides that a block of a text names, as `versions_for` gives them; looked up once a block and language."""
    known: dict[int, list[GuidePage]] = block.__dict__.setdefault("_guides", {})
    if locale.pk not in known:
        known[locale.pk] = versions_for([guide for guide in block if guide], locale)
    return known[locale.pk]


def chosen_for(guide: GuidePage, locale: Locale) -> list[GuidePage]:
    """The guides that the editors chose to go with a stored one, in their order; which they are is not asked apart.

    The topics of `guide` itself are fetched along with theirs.
    """
    links = RelatedGuide.objects.filter(page=guide.pk)
    place = links.filter(guide__translation_key=OuterRef("translation_key")).values("sort_order")[:1]
    stored = [guide] if guide.pk else []
    chosen = GuidePage.objects.public().filter(translation_key__in=links.values("guide__translation_key"))
    return _best_of(_for_cards(chosen).annotate(place=Subquery(place)).order_by("place", "pk"), locale, *stored)


def _for_cards(guides: Any) -> Any:
    return guides.defer_streamfields().select_related("challenge")


def _best_of(rows: Iterable[GuidePage], locale: Locale, *others: GuidePage) -> list[GuidePage]:
    """One version of each work in the order of the rows, with its topics and languages; `others` get their topics."""
    versions: dict[uuid.UUID, list[GuidePage]] = {}
    for row in rows:
        versions.setdefault(row.translation_key, []).append(row)
    found = []
    for of_work in versions.values():
        shown = i18n.best_version([version for version in of_work if version.live], locale)
        if isinstance(shown, GuidePage):
            _tell_languages(shown, of_work, locale)
            found.append(shown)
    prefetch_related_objects([*others, *found], TOPICS)
    return found


def with_languages(guides: Sequence[GuidePage]) -> Sequence[GuidePage]:
    """The same guides, each knowing its `languages` and which translations are `in_progress`. Two queries for all.

    A translation is in progress while it has never been public; one that was withdrawn is not mentioned.
    """
    missing = [guide for guide in guides if not hasattr(guide, "languages")]
    if not missing:
        return guides
    versions: dict[uuid.UUID, list[Any]] = {guide.translation_key: [] for guide in missing}
    rows = Page.objects.filter(~is_private(), translation_key__in=versions).order_by()
    for row in rows.values_list("translation_key", "locale_id", "url_path", "live", "first_published_at", named=True):
        versions[row.translation_key].append(row)
    reader = i18n.active_locale()
    for guide in missing:
        _tell_languages(guide, versions[guide.translation_key], reader)
    return guides


def _tell_languages(guide: GuidePage, versions: Iterable[Any], reader: Locale) -> None:
    """Set `languages` and `in_progress` from all versions of the work, public or not."""
    by_locale = {version.locale_id: version for version in versions}
    guide.languages, guide.in_progress = [], []
    for code, locale in i18n.locales().items():
        version = by_locale.get(locale.pk)
        if version is not None and version.live:
            guide.languages.append(_version(version, code, is_current=locale.pk == reader.pk))
        elif version is not None and version.first_published_at is None:
            guide.in_progress.append(code)


def _version(page: Any, code: str, *, is_current: bool) -> i18n.Version:
    return i18n.Version(
        code=code,
        name=dict(i18n.language_choices())[code],
        direction=i18n.direction(code),
        url=i18n.url_in(page, code),
        exists=True,
        is_current=is_current,
    )


def count() -> int:
    """How many works are public, in whatever language. One query."""
    return GuidePage.objects.published().values("translation_key").distinct().count()
