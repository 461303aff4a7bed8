"""Parts of the admin that show only what their reader may know of."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.home import RecentEditsPanel
from wagtail_localize.views.report import TranslationsReportView

from stories import waiting


class KnownTranslationsReport(TranslationsReportView):
    """wagtail-localize's report shows every translation to everybody."""

    def get_queryset(self) -> Any:
        """Without the stories that this person may not know of."""
        hidden = waiting.hidden_from(self.request.user)
        found = super().get_queryset().exclude(source__object_id__in=hidden.values("translation_key"))
        return found.order_by("-pk")  # theirs has no order, so that its pages may overlap


class KnownRecentEdits(RecentEditsPanel):
    """What somebody edited last may have been hidden from them since."""

    def get_context_data(self, parent_context: Any) -> Any:
        """Without the stories that this person may not know of."""
        context = super().get_context_data(parent_context)
        edited = [page.pk for _date, page in context["last_edits"]]
        hidden = set(
            waiting.hidden_from(parent_context["request"].user).filter(pk__in=edited).values_list("pk", flat=True)
        )
        context["last_edits"] = [(date, page) for date, page in context["last_edits"] if page.pk not in hidden]
        return context
