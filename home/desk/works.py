"""Works and their versions, as the pages and wagtail-localize have them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import BasePage
from home.models.desk import Grade, Work, WorkVersion

State = WorkVersion.State
#: How deep in Wagtail's tree the pages below a home page are.
DEPTH_OF_SECTIONS = 3


def models_of_works() -> list[type[BasePage]]:
    """All kinds of pages of the site."""
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


@transaction.atomic
def refresh(key: uuid.UUID, model: type[BasePage] | None = None) -> Work | None:
    """Bring a work and its versions in step with its pages; None where it has none any more. About ten queries."""
    model = model or _model_of(key)
    rows: list[Any] = []
    if model is not None:
        pages_of_it = model.objects.filter(translation_key=key, alias_of=None).order_by("pk")
        rows = list(pages_of_it.values("pk", "locale_id", "original_locale_id", "path", "depth"))
    if not rows:
        Work.objects.filter(pk=key).delete()
        return None
    original = next((row for row in rows if row["locale_id"] == row["original_locale_id"]), rows[0])
    facts = {"page_id": original["pk"], "locale_id": original["locale_id"], "section": _section_of(original)}
    work, _made = Work.objects.update_or_create(pk=key, defaults=facts)
    translations = Translation.objects.filter(source__object_id=key).order_by("enabled", "created_at", "pk")
    sources = dict(translations.values_list("target_locale", "source__locale"))
    pages = {row["locale_id"]: row["pk"] for row in rows}
    versions = {version.locale_id: version for version in work.versions.all()}
    for locale_id in pages.keys() - versions.keys():
        versions[locale_id], _made = WorkVersion.objects.get_or_create(work=work, locale_id=locale_id)
    for locale_id, version in versions.items():
        version.page_id = pages.get(locale_id)
        version.source_id = sources.get(locale_id, version.source_id)
        if version.page_id is None:
            version.behind, version.since, version.source_id, version.parts = {}, None, None, {}
    settle(work, versions.values())
    return work


def settle(work: Work, versions: Iterable[WorkVersion]) -> None:
    """Say of versions what follows from what is known of them, and store them. Four queries."""
    versions = list(versions)
    pages = [version.page_id for version in versions if version.page_id]
    live = set(Page.objects.filter(pk__in=pages, live=True).values_list("pk", flat=True))
    by_machine = _by_machine(work) if live - {work.page_id} else set()
    kept = []
    for version in versions:
        if version.page_id is None and not version.requests:
            version.delete()
            continue
        is_live, is_by_machine = version.page_id in live, version.locale_id in by_machine
        version.state = _state_of(version, work, is_live, is_by_machine)
        version.by_machine = is_live and is_by_machine and version.page_id != work.page_id
        if version.state in (State.STARTED, State.MISSING):
            version.words = work.words
        elif not version.behind:
            version.words = 0
        kept.append(version)
    # Not the requests of readers, which come in at the same time.
    known = ["page", "state", "by_machine", "source", "behind", "since", "parts", "words"]
    WorkVersion.objects.bulk_update(kept, known)


def translation_of(key: uuid.UUID, locale_id: int, enabled: bool = True) -> Translation | None:
    """What wagtail-localize knows of a version: the newest where a work was submitted from two languages."""
    found: Translation | None = (
        Translation.objects.filter(source__object_id=key, target_locale=locale_id, enabled=enabled)
        .select_related("source", "target_locale")
        .order_by("-created_at", "-pk")
        .first()
    )
    return found


def _state_of(version: WorkVersion, work: Work, is_live: bool, is_by_machine: bool) -> State:
    """The gravest first."""
    if version.page_id == work.page_id:
        return State.ORIGINAL
    if version.page_id is None:
        return State.MISSING
    if not is_live:
        return State.STARTED
    grades = {behind.grade for behind in version.older_parts.values()}
    if Grade.MAJOR in grades:
        return State.OUTDATED
    if is_by_machine:
        return State.MACHINE
    return State.MINOR if grades else State.CURRENT


def _by_machine(work: Work) -> set[int]:
    """The languages in which one of its texts is a machine's, and nobody has gone over it."""
    segments = StringSegment.objects.filter(source__object_id=work.pk)
    texts = StringTranslation.objects.filter(
        context__object_id=work.pk,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        translation_of__in=segments.values("string"),
    )
    found = set(texts.order_by().values_list("locale", flat=True).distinct())
    model = work.page.specific_class if found else None
    return found - (model.checked_languages(work.pk) if model is not None else set())


def _section_of(row: dict[str, Any]) -> uuid.UUID | None:
    """The list that a page stands below, or is; standing pages have none."""
    if row["depth"] < DEPTH_OF_SECTIONS:
        return None
    path = row["path"][: Page.steplen * DEPTH_OF_SECTIONS]
    above = Page.objects.filter(path=path).select_related("content_type").first()
    model = above.specific_class if above is not None else None
    return above.translation_key if above is not None and model is not None and model.is_list else None


def _model_of(key: uuid.UUID) -> type[BasePage] | None:
    page = Page.objects.filter(translation_key=key).first()
    model = page.specific_class if page is not None else None
    return model if model is not None and issubclass(model, BasePage) else None
