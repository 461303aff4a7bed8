"""What somebody chooses before texts leave, and the file that they bring back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Locale, Page

from home import admin_pages, i18n
from home.exchange import choosing, limits, memory
from home.models import TranslationExport
from home.translators import rights

What = TranslationExport.What
OF_PAGES = (What.PAGE, What.TREE)
FORMATS = [("po", _("PO, for Poedit and most programs")), ("xlf", _("XLIFF 1.2, for OmegaT and others"))]


def _own_languages(user: Any) -> list[tuple[str, str]]:
    mine, names = rights.languages(user, "change"), dict(i18n.language_choices())
    return [(code, names[code]) for code, locale in i18n.locales().items() if locale.pk in mine]


class _IntoALanguage(forms.Form):
    """Only the languages that the person translates into."""

    into = forms.ChoiceField(label=_("Into"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = _own_languages(user)  # type: ignore[attr-defined]

    @property
    def target(self) -> Locale:
        """The language that was chosen."""
        return i18n.locales()[self.cleaned_data["into"]]


class _PageChooser(AdminPageChooser):
    """Wagtail's, without the titles that are not public yet of pages that somebody may not edit."""

    user: Any = None

    def get_display_title(self, instance: Page) -> str:
        """The title that this person may see."""
        return admin_pages.title_for(self.user, instance)


class ExportForm(_IntoALanguage):
    """Texts to translate."""

    what = forms.ChoiceField(
        label=_("What"),
        choices=[choice for choice in What.choices if choice[0] != What.MEMORY],
        widget=forms.RadioSelect,
        initial=What.BEHIND,
    )
    page = forms.ModelChoiceField(
        label=_("Page"),
        queryset=Page.objects.filter(depth__gt=1),
        required=False,
        widget=_PageChooser,
        help_text=_("Only for a page, or a page and all below it."),
    )
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, widget=forms.RadioSelect, initial="po")

    field_order = ["what", "page", "into", "format"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["page"].widget.user = user

    def clean(self) -> dict[str, Any]:
        """With the works that were chosen."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data["what"] in OF_PAGES and data["page"] is None:
            self.add_error("page", _("Choose a page."))
            return data
        self.items = choosing.items(data["what"], self.target, data["page"])
        if not self.items:
            raise ValidationError(_("There is nothing to translate."))
        if len(self.items) > limits.MOST_WORKS:
            raise ValidationError(_("These are more than %(n)d works. Choose fewer.") % {"n": limits.MOST_WORKS})
        return data


class MemoryForm(_IntoALanguage):
    """A translation memory."""

    source = forms.ChoiceField(label=_("From"), choices=lambda: i18n.language_choices())

    field_order = ["source", "into"]

    def clean(self) -> dict[str, Any]:
        """With the texts that there are."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data["source"] == data["into"] or data["source"] not in i18n.locales():
            raise ValidationError(_("Choose two languages."))
        self.items = memory.items(self.source_locale, self.target)
        if not self.items:
            raise ValidationError(_("Nothing has been translated between these languages yet."))
        return data

    @property
    def source_locale(self) -> Locale:
        """The language that was translated from."""
        return i18n.locales()[self.cleaned_data["source"]]


class ImportForm(forms.Form):
    """One file, or an archive of them."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PO or XLIFF file, or a ZIP archive of such files, that came from this site. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff,.zip"}),
    )

    def clean_file(self) -> UploadedFile:
        """Not more than one request can do."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits.MOST_SENT:
            raise ValidationError(_("The file is larger than 20 MB."))
        return file
