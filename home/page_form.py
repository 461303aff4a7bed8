"""The edit form of pages; apart from home.forms, because models are loaded before Wagtail's picture forms can be."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from home import i18n
from home.desk import grades


class BasePageForm(WagtailAdminPageForm):
    """The edit form of every page."""

    grade = grades.GradeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let fields with a computed default (today) count as changed only when they are.

        Django compares such a field with a hidden copy of what was shown, and Wagtail's form does not render that copy:
        every save looked like an edit, and a reviewer's approval made a new revision that had to be reviewed again.
        """
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = False
        if not grades.may_be_graded(self.instance):
            self.fields.pop("grade", None)
        elif "grade" in self.fields:
            self.fields["grade"].initial = grades.initial(self.instance)

    def save(self, commit: bool = True) -> Any:
        """Hand on what the editor said about the edit."""
        self.instance.grade = self.cleaned_data.get("grade", "")
        return super().save(commit=commit)

    def clean_slug(self) -> str:
        """Refuse an address that the site itself uses, such as `feed` or `search`: the page could never be read."""
        slug: str = self.cleaned_data["slug"]
        locale = i18n.locale_by_id(self.instance.locale_id) or i18n.active_locale()
        above = i18n.path_below_home(self.parent_page) if self.parent_page is not None else ""
        if slug and self.parent_page is not None and self.parent_page.depth > 1:
            with i18n.speaking(locale.language_code):
                try:
                    found = resolve(f"/{locale.language_code}/{above}{slug}/").url_name
                except Resolver404:
                    found = None
            if found not in (None, "wagtail_serve"):
                raise ValidationError(_("This address is used by the site itself. Choose another one."))
        return slug
