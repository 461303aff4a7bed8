"""Loading works: the original first, then its translations through wagtail-localize's own segments.

A folder of files is a work; a file is a language. What exists already is left alone, so loading again changes nothing
that an editor has changed, and a loading that was cut off goes on where it stopped.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import models, transaction
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home import i18n
from home.demo.markup import key
from home.demo.registry import Progress
from home.models.desk import Grade

Texts = dict[str, Any]
PageType = TypeVar("PageType", bound=Page)


class MismatchError(ValueError):
    """A translation whose parts do not correspond to those of the original."""


def read(path: Path) -> Texts:
    """A YAML file."""
    texts: Texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


@dataclass(frozen=True)
class Work:
    """A folder of language files."""

    kind: str
    folder: Path

    @property
    def slug(self) -> str:
        """The slug of its pages."""
        return self.folder.name

    @property
    def key(self) -> uuid.UUID:
        """The translation key of its pages."""
        return key(self.kind, self.slug)

    @cached_property
    def languages(self) -> dict[str, Texts]:
        """The current files, by language."""
        return {path.stem: read(path) for path in sorted(self.folder.glob("*.yaml")) if "." not in path.stem}

    @cached_property
    def original(self) -> str:
        """The language of the original."""
        return next(code for code, texts in self.languages.items() if texts.get("original"))

    def older(self, version: int) -> Texts:
        """The original as it was at an earlier version; the file holds what was different, and how much it means."""
        return self.languages[self.original] | read(self.folder / f"{self.original}.v{version}.yaml")


def works(kind: str, folder: Path) -> list[Work]:
    """All works below a folder, in a stable order."""
    return [Work(kind, path) for path in sorted(folder.iterdir()) if path.is_dir()]


#: Makes an unsaved page from a work's key, the texts of one file and the facts of the original's file.
Builder = Callable[[Work, Texts, Texts, Locale], Page]


def sketch(found: list[Work], parent: tuple[str, str], stub: Callable[[Work, Locale], Page]) -> Progress:
    """Make a draft of every original that does not exist below the page with key `parent`, so that texts can link."""
    known = i18n.locales()
    for done, work in enumerate(found, start=1):
        if work.original in known and not Page.objects.filter(translation_key=work.key).exists():
            above = Page.objects.get(translation_key=key(*parent), locale=known[work.original])
            above.add_child(instance=stub(work, known[work.original]))
        yield done, len(found)


def draft(model: type[PageType], work: Work, locale: Locale, **facts: Any) -> PageType:
    """An unpublished page of the work with its title and nothing else, but what its model cannot be stored without."""
    title = work.languages[locale.language_code]["title"]
    return model(locale=locale, translation_key=work.key, slug=work.slug, title=title, live=False, **facts)


def fill(found: list[Work], build: Builder) -> Progress:
    """Publish the originals with their texts, then make their translations."""
    known = i18n.locales()
    chosen = [work for work in found if work.original in known]
    total = sum(len(work.languages) for work in chosen)
    done = 0
    for work in chosen:
        for step in _load_work(work, build, known):
            yield done + step, total
        done += len(work.languages)


def _load_work(work: Work, build: Builder, known: dict[str, Locale]) -> Iterator[int]:
    facts = work.languages[work.original]
    outdated = [code for code, texts in work.languages.items() if "of_version" in texts and code in known]
    done = 0
    if outdated and not _has_text(work, known[work.original]):
        older = work.older(work.languages[outdated[0]]["of_version"])
        _publish(work, older, facts | older, build, known)
        for code in outdated:
            _translate(work, older, code, build, known)
            done += 1
            yield done
        _publish(work, facts, facts, build, known, older.get("grade", Grade.MAJOR))
    elif not _has_text(work, known[work.original]):
        _publish(work, facts, facts, build, known)
    later = [code for code in work.languages if code not in (work.original, *outdated) and code in known]
    for code in later:
        _translate(work, facts, code, build, known)
        done += 1
        yield done
    yield len(work.languages)


def _has_text(work: Work, locale: Locale) -> bool:
    return Page.objects.filter(translation_key=work.key, locale=locale, live=True).exists()


def _publish(work: Work, texts: Texts, facts: Texts, build: Builder, known: dict[str, Locale], grade: str = "") -> None:
    """Publish the original with these texts, on the date its file gives."""
    locale = known[work.original]
    page = Page.objects.get(translation_key=work.key, locale=locale).specific
    built = build(work, texts, facts, locale)
    _take_over(page, built)
    page.grade = grade
    page.save_revision().publish()
    published = facts.get("first_published") or facts.get("published") or facts.get("date")
    if published:
        moment = datetime.datetime.combine(published, datetime.time(9), tzinfo=datetime.UTC)
        type(page).objects.filter(pk=page.pk).update(first_published_at=moment)


def _take_over(page: Page, built: Page) -> None:
    """Copy what the file says onto the page that exists."""
    skip = {
        "id",
        "page_ptr",
        "path",
        "depth",
        "numchild",
        "url_path",
        "live",
        "latest_revision",
        "live_revision",
        "locale",
    }
    skip |= {
        "translation_key",
        "content_type",
        "slug",
        "first_published_at",
        "last_published_at",
        "has_unpublished_changes",
    }
    skip |= {"owner", "draft_title", "alias_of", "latest_revision_created_at", "search_index_entries", "index_entries"}
    for field in page._meta.concrete_fields:
        if field.name not in skip:
            setattr(page, field.attname, getattr(built, field.attname))
    page.draft_title = built.title
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        children = list(getattr(built, name).all())
        if children:
            setattr(page, name, children)


def _translate(work: Work, original: Texts, code: str, build: Builder, known: dict[str, Locale]) -> None:
    """Submit the page for translation, fill in every segment, and publish it, unless the file says that it is a draft.

    Of a draft texts may be missing. One that is to be reviewed has them all; home.demo.desk submits it.
    """
    texts, locale = work.languages[code], known[code]
    page = Page.objects.get(translation_key=work.key, locale=known[work.original]).specific
    if Translation.objects.filter(source__object_id=work.key, target_locale=locale).exists():
        return
    translated = build(work, texts, {**original, **texts}, locale)
    is_draft = bool(texts.get("draft"))
    publish = not (is_draft or texts.get("review"))
    translate_object(page, locale, translated, publish=publish, partial=is_draft, machine=texts.get("machine", ""))


def translate_object(
    source: Any, locale: Locale, translated: Any, *, publish: bool = True, partial: bool = False, machine: str = ""
) -> None:
    """Make a translation as the translation editor does: segments of `source` get the texts of `translated`.

    Both objects must have the same structure; parts are matched by their path (block ids are the same in both) and
    their place on it. Raises MismatchError when they do not correspond, unless the translation is `partial`. `machine`
    names the program that wrote the texts.
    """
    kind = StringTranslation.TRANSLATION_TYPE_MACHINE if machine else StringTranslation.TRANSLATION_TYPE_MANUAL
    with transaction.atomic():
        frozen, made = TranslationSource.get_or_create_from_instance(source)
        published = getattr(source, "last_published_at", None)
        if not made and published and published > frozen.last_updated_at:
            frozen.update_from_db()
        translation, _made = Translation.objects.get_or_create(source=frozen, target_locale=locale)
        wanted = defaultdict(list)
        for segment in extract_segments(translated):
            if isinstance(segment, StringSegmentValue):
                wanted[segment.path].append(segment.string.data)
        have = defaultdict(list)
        for row in frozen.stringsegment_set.select_related("string", "context").order_by("order"):
            have[row.context.path].append(row)
        filled = {}
        for path, rows in have.items():
            texts = wanted.get(path, [])
            if len(texts) != len(rows) and not partial:
                raise MismatchError(f"{source} → {locale.language_code}: {path} has {len(texts)} texts for {len(rows)}")
            for row, text in zip(rows, texts, strict=False):
                filled[row.string_id, row.context_id] = StringTranslation(
                    translation_of_id=row.string_id,
                    context_id=row.context_id,
                    locale=locale,
                    data=text,
                    translation_type=kind,
                    tool_name=machine,
                )
        StringTranslation.objects.bulk_create(filled.values(), ignore_conflicts=True)
    translation.save_target(publish=publish or not isinstance(source, Page))


def child(model: type[models.Model], *path: Any, **values: Any) -> Any:
    """A child row whose key is the same in every language, so that its texts can be matched."""
    return model(translation_key=key(*path), **values)


__all__ = ["MismatchError", "Work", "child", "fill", "read", "sketch", "translate_object", "works"]
