"""wagtail-localize's report of translations, which shows every title to everybody in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.views.report import TranslationsReportView

from home.desk import works
from home.desk.coverage import public_works
from home.translators import rights
from home.visibility import is_private


class KnownTranslationsReport(TranslationsReportView):
    """Translations into the languages of its reader, of what is public or what they find in the page tree anyway.

    Its titles are those of the texts that were translated from, so these are asked too, not the originals alone.
    """

    def get_queryset(self) -> Any:
        """The newest first: theirs has no order, so that its pages may overlap."""
        user = self.request.user
        pages = ContentType.objects.get_for_models(*works.models_of_works()).values()
        found = policy_registry.get_by_type(Page).explorable_instances(user).order_by()
        sources = Page.objects.order_by().filter(
            translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale")
        )
        is_work_known = Q(source__object_id__in=public_works().values("pk")) | Q(
            source__object_id__in=found.values("translation_key")
        )
        is_source_known = Exists(sources.filter(Q(live=True) & ~is_private())) | Exists(
            sources.filter(pk__in=found.values("pk"))
        )
        is_known = ~Q(source__specific_content_type__in=pages) | (is_work_known & is_source_known)
        mine = rights.languages(user, "change", "publish")
        return super().get_queryset().filter(is_known, target_locale__in=mine).order_by("-pk")
