"""Any number of works, made as copies of one that went through the whole site: written, translated and published.

Rows are written in bulk around the models, as no page of the site ever is.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, ReferenceIndex, Revision
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from home import changes, i18n, memory, roles
from home.models import SearchEntry, Work, WorkVersion
from home.translators import submitting
from library.models import GuidePage, GuideTopic, WorkNumber
from tests.benchmark.works import insert_rows
from tests.factories import SmallSite, user

ROWS_AT_ONCE = 500
PARAGRAPHS = 8
#: The copies are in English and in these.
TRANSLATED = ["fr", "es"]


class Works:
    """Writes works, and new guides between them."""

    def __init__(self, targets: list[str]) -> None:
        self.site = SmallSite.build()
        for code in targets:
            Locale.objects.get_or_create(language_code=code)
        memory.forget_all()
        roles.ensure_all()
        self.editor = user("editor", roles.EDITORS)
        self.locales = {code: i18n.locales()[code] for code in ["en", *targets]}
        #: The last place that is taken below each list.
        self.steps: dict[str, int] = {}
        self.pattern = self.another(0)
        # The pages above, which the first submission makes.
        submitting.submit(self.pattern, [self.locales[code] for code in targets], None, self.editor)
        for code in TRANSLATED:
            self.translated(self.pattern, code).get_latest_revision().publish()
        self.pattern.refresh_from_db()
        self.versions = {
            page.locale.language_code: page
            for page in GuidePage.objects.filter(translation_key=self.pattern.translation_key, live=True)
        }
        self.above = {code: page.get_parent() for code, page in self.versions.items()}
        self.source = TranslationSource.objects.get(object_id=self.pattern.translation_key)

    def another(self, number: int) -> GuidePage:
        """A new public guide, made as an editor makes one."""
        body = [
            {"type": "text", "value": f"<p>{uuid.uuid4()} is the {place}th.</p>", "id": str(uuid.uuid4())}
            for place in range(PARAGRAPHS)
        ]
        slug = f"guide-{uuid.uuid4().hex}"
        guide = self.site.guide(title=f"Guide {slug}", slug=slug, summary=f"About {slug}.", body=body)
        guide.save_revision().publish()
        return guide

    def translated(self, guide: GuidePage, code: str) -> GuidePage:
        """Its version in a language, with a text for everything in the editor, not published."""
        source, locale = TranslationSource.objects.get(object_id=guide.translation_key), self.locales[code]
        for segment in source.stringsegment_set.select_related("string"):
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                defaults={"data": f"{code} {segment.string.data}", "translation_type": "manual"},
            )
        Translation.objects.get(source=source, target_locale=locale).save_target(user=self.editor, publish=False)
        return GuidePage.objects.get(translation_key=guide.translation_key, locale=locale)

    def pages(self) -> int:
        """How many pages there are."""
        return int(Page.objects.count())

    def grow(self, works: int) -> None:
        """Add copies until there are this many works."""
        for code, above in self.above.items():
            self.steps[code] = Page._str2int(above.get_last_child().path[-Page.steplen :])
        while (count := Work.objects.count()) < works:
            with transaction.atomic():
                self._copy(min(ROWS_AT_ONCE, works - count))
        changes.note()

    def _copy(self, count: int) -> None:
        keys = [uuid.uuid4() for _work in range(count)]
        WorkNumber.objects.bulk_create(WorkNumber(translation_key=key) for key in keys)
        numbers = dict(WorkNumber.objects.filter(translation_key__in=keys).values_list("translation_key", "pk"))
        pages = {(key, code): self._page(key, code, numbers[key]) for key in keys for code in self.versions}
        base = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
        stored = Page.objects.bulk_create(
            [Page(**{name: getattr(page, name) for name in base}) for page in pages.values()]
        )
        for page, row in zip(pages.values(), stored, strict=True):
            page.pk = page.id = page.page_ptr_id = row.pk
        insert_rows(GuidePage, list(pages.values()))
        self._copy_what_hangs_on(pages)
        self._copy_texts(keys)
        self._copy_desk(pages)

    def _page(self, key: uuid.UUID, code: str, number: int) -> GuidePage:
        pattern = self.versions[code]
        above = self.above[code]
        self.steps[code] += 1
        values = {field.attname: getattr(pattern, field.attname) for field in GuidePage._meta.concrete_fields}
        slug = f"work-{number}-{code}"
        values |= {
            "id": None, "page_ptr_id": None, "translation_key": key, "number": number, "slug": slug,
            "title": f"{slug} {pattern.title}", "path": Page._get_path(above.path, above.depth + 1, self.steps[code]),
            "url_path": f"{above.url_path}{slug}/", "latest_revision_id": None, "live_revision_id": None,
        }  # fmt: skip
        return GuidePage(**values)

    def _copy_what_hangs_on(self, pages: dict[tuple[uuid.UUID, str], GuidePage]) -> None:
        topics = {code: list(page.topics.all()) for code, page in self.versions.items()}
        references = {
            code: list(ReferenceIndex.get_references_for_object(page)) for code, page in self.versions.items()
        }
        entries = {entry.page_id: entry for entry in SearchEntry.objects.filter(page__in=self.versions.values())}
        kinds = ContentType.objects.get_for_models(Page, GuidePage)
        now = timezone.now()
        GuideTopic.objects.bulk_create(
            GuideTopic(page_id=page.pk, topic_id=row.topic_id, locale_id=page.locale_id, sort_order=row.sort_order)
            for (_key, code), page in pages.items()
            for row in topics[code]
        )
        ReferenceIndex.objects.bulk_create(
            _copied(row, object_id=str(page.pk)) for (_key, code), page in pages.items() for row in references[code]
        )
        SearchEntry.objects.bulk_create(
            _copied(entries[self.versions[code].pk], page_id=page.pk) for (_key, code), page in pages.items()
        )
        Revision.objects.bulk_create(
            Revision(
                base_content_type=kinds[Page], content_type=kinds[GuidePage], object_id=str(page.pk), created_at=now,
                object_str=page.title, content={"pk": page.pk, "title": page.title, "slug": page.slug},
            )
            for page in pages.values()
        )  # fmt: skip

    def _copy_texts(self, keys: list[uuid.UUID]) -> None:
        """What wagtail-localize keeps: the texts that were sent, and what was translated."""
        kind = TranslatableObject.objects.get(pk=self.pattern.translation_key).content_type
        TranslatableObject.objects.bulk_create(
            TranslatableObject(translation_key=key, content_type=kind) for key in keys
        )
        sources = TranslationSource.objects.bulk_create(_copied(self.source, object_id=key) for key in keys)
        Translation.objects.bulk_create(
            Translation(source=source, target_locale=self.locales[code]) for source in sources for code in TRANSLATED
        )
        segments = list(self.source.stringsegment_set.select_related("context", "string").order_by("pk"))
        contexts = TranslationContext.objects.bulk_create(
            _copied(segment.context, object_id=key) for key in keys for segment in segments
        )
        texts = [f"{key} {segment.string.data}" for key in keys for segment in segments]
        strings = String.objects.bulk_create(
            String(locale=self.locales["en"], data=text, data_hash=String._get_data_hash(text)) for text in texts
        )
        places = [(source, segment) for source in sources for segment in segments]
        StringSegment.objects.bulk_create(
            _copied(segment, source_id=source.pk, context_id=context.pk, string_id=string.pk)
            for (source, segment), context, string in zip(places, contexts, strings, strict=True)
        )
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of=string, context=context, locale=self.locales[code], data=f"{code} {string.data}",
                translation_type="manual", last_translated_by=self.editor, updated_at=timezone.now(),
            )
            for context, string in zip(contexts, strings, strict=True)
            for code in TRANSLATED
        )  # fmt: skip

    def _copy_desk(self, pages: dict[tuple[uuid.UUID, str], GuidePage]) -> None:
        """What the desk keeps."""
        work = Work.objects.get(pk=self.pattern.translation_key)
        versions = {version.locale_id: version for version in work.versions.all()}
        Work.objects.bulk_create(
            _copied(work, translation_key=key, page_id=page.pk) for (key, code), page in pages.items() if code == "en"
        )
        WorkVersion.objects.bulk_create(
            _copied(versions[page.locale_id], work_id=key, page_id=page.pk) for (key, _code), page in pages.items()
        )


def _copied(row: Any, **changed: Any) -> Any:
    """The same row again, with a key of its own."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    own = {} if row._meta.pk.attname in changed else {row._meta.pk.attname: None}
    return type(row)(**{**values, **own, **changed})
