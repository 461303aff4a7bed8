"""What editors of a kit are told while they write: licences that do not go together, guides that readers will miss."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class LicencePanel(Panel):
    """Lists the licences of the guides in the last saved version; shown on the form, not only when it is published."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one kit."""

        template_name = "library/admin/licences.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `rows`: guides with what is to be said of them."""
            from library.licences import told_of

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["rows"] = told_of(self.instance)
            return context
