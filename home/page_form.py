"""The edit form of pages; apart from home.forms, because models are loaded before Wagtail's picture forms can be."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class BasePageForm(WagtailAdminPageForm):
    """The edit form of every page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let fields with a computed default (today) count as changed only when they are.

        Django compares such a field with a hidden copy of what was shown, and Wagtail's form does not render that copy:
        every save looked like an edit, and a reviewer's approval made a new revision that had to be reviewed again.
        """
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = False
