"""Words that stand on every page. One record a language, translated like any other text."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale, TranslatableMixin

from home import i18n
from home.memory import Remembered


class SiteTexts(TranslatableMixin, models.Model):
    """The footer, the safety line and the exit link.

    The header lists the pages below the home page that are "shown in menus"; the footer lists all of them.
    """

    footer_heading = models.CharField(verbose_name=_("heading of the footer"), max_length=100)
    footer_text = models.TextField(verbose_name=_("text of the footer"), max_length=500)
    safety_line = models.TextField(
        verbose_name=_("safety line"),
        max_length=500,
        help_text=_(
            "One or two sentences at the foot of every page: what we know about readers. Promise only what is true."
        ),
    )
    exit_url = models.URLField(
        verbose_name=_("address of “Leave this page”"),
        default="https://www.wikipedia.org/",
        help_text=_("A dull page that is open in every country. It is offered beside the form for stories."),
    )

    panels: ClassVar[list[MultiFieldPanel]] = [
        MultiFieldPanel([FieldPanel("footer_heading"), FieldPanel("footer_text")], heading=_("Footer")),
        MultiFieldPanel([FieldPanel("safety_line"), FieldPanel("exit_url")], heading=_("Safety")),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("texts on every page")
        verbose_name_plural = _("texts on every page")

    def __str__(self) -> str:
        return self.footer_heading

    @classmethod
    def for_locale(cls, locale: Locale) -> SiteTexts | None:
        """The texts in this language, else along its fallback chain, else in the site's first language."""
        found = {texts.locale_id: texts for texts in all_texts()}
        chain = [*i18n.fallback_chain(locale), *i18n.locales().values()]
        return next((found[choice.pk] for choice in chain if choice.pk in found), None)


#: Needed by every page, changed once a year.
all_texts = Remembered(lambda: list(SiteTexts.objects.all()))
