"""The page that every page extends: translation policy, SEO, language versions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from django.db import models
from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Locale, Page, PageManager, PageViewRestriction, Workflow
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home import i18n
from home.desk import grades
from home.page_form import BasePageForm
from home.permissions import BasePagePermissionTester
from home.visibility import is_private

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class BasePageQuerySet(PageQuerySet):
    """What readers may see, and in which language they see it; both are said here and nowhere else."""

    def public(self) -> BasePageQuerySet:
        """Pages that are not restricted; no query of its own, unlike Wagtail's."""
        return self.filter(~is_private())

    def standing(self) -> BasePageQuerySet:
        """Those whose time is not over; a kind of page that has an end says so here. No query of its own."""
        return self.all()

    def published(self) -> BasePageQuerySet:
        """Pages that anyone may read."""
        return self.standing().live().public()

    def best_for(self, locale: Locale) -> BasePageQuerySet:
        """One version of each work: in `locale`, else along its fallback chain, else the original.

        Rows keep their own `locale`, so a template can mark what is in another language.
        """
        chain = i18n.fallback_chain(locale)
        order = Case(
            *(When(locale=choice, then=Value(place)) for place, choice in enumerate(chain)),
            When(locale=F("original_locale"), then=Value(len(chain))),
            default=Value(len(chain) + 1),
            output_field=IntegerField(),
        )
        place = Window(RowNumber(), partition_by=F("translation_key"), order_by=[order.asc(), F("pk").asc()])
        return self.annotate(place_in_language=place).filter(place_in_language=1)


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class BasePage(Page):
    """A page of this site.

    `summary` is one plain sentence: it stands under the title, in lists, in search results and in the description
    that search engines and messengers show. The slug is the same in every language unless a translator changes it.
    """

    summary = models.TextField(
        verbose_name=_("summary"),
        max_length=300,
        blank=True,
        help_text=_("One plain sentence. It stands under the title, in lists, in search results and in shared links."),
    )
    original_locale = models.ForeignKey(
        Locale,
        verbose_name=_("written in"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The language the work was first written in; translations keep it."),
    )

    objects = BasePageManager()
    base_form_class = BasePageForm

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    fact_panels: list[Any] = []
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
            help_text=_("All optional: the title and the summary are used when these are empty."),
        ),
    ]
    settings_panels = Page.settings_panels
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2), index.FilterField("original_locale")]

    #: Same in every language: addresses, switches. Everything else that is text is translated.
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("show_in_menus", overridable=False)]

    original_locale_id: int | None

    #: Whether mails may name it. Mails cannot be taken back, and lie in many places.
    is_named_in_mail: ClassVar[bool] = True

    #: Whether somebody sent it in: then nobody approves their own translation of it, whatever their language's rules.
    is_of_a_sender: bool = False

    #: Public versions of this work, when they were fetched together with it (home.i18n).
    known_versions: list[BasePage] | None = None
    #: Restrictions of this page, when they are known.
    known_restrictions: QuerySet[PageViewRestriction] | None = None

    #: How far the edit goes that is about to be saved (home.models.desk.Grade), if the editor said so.
    grade: str = ""

    #: Topic whose pattern and colours the page wears; `None` wears the site's own.
    pattern: str | None = None
    #: Open Graph and JSON-LD types.
    og_type = "website"
    #: Which chip of the site's search finds it (home.search.results.KINDS; empty: it is not found), the template of its
    #: row there, and what that template needs to be fetched.
    search_kind = "pages"
    search_template = "search/result.html"
    search_prefetch: ClassVar[tuple[str, ...]] = ()
    #: Whether the reader's browser may need a CSRF cookie here (a page with a form).
    has_form = False
    #: Whether its own template tells readers how it was translated; for others the base template does.
    tells_provenance = False
    #: Whether it shows a long list, a page at a time (home.paging).
    is_list = False

    class Meta:
        abstract = True

    @classmethod
    def get_edit_handler(cls) -> Any:
        """Three tabs that volunteers understand: the text, the facts (if any), the settings."""
        text = [*cls.content_panels, FieldPanel("grade", disable_comments=True)]
        tabs: list[ObjectList] = [ObjectList(text, heading=_("Text"))]
        if cls.fact_panels:
            tabs.append(ObjectList(cls.fact_panels, heading=_("Facts, the same in every language")))
        tabs.append(ObjectList([*cls.promote_panels, *cls.settings_panels], heading=_("Settings")))
        return TabbedInterface(tabs, base_form_class=cls.base_form_class).bind_to_model(cls)

    def permissions_for_user(self, user: Any) -> BasePagePermissionTester:
        """What this person may do with this page (home.permissions)."""
        return BasePagePermissionTester(user, self)

    @property
    def has_workflow(self) -> bool:
        """Whether it is reviewed before it is public."""
        return not self.is_original or super().has_workflow

    def get_workflow(self) -> Workflow | None:
        """A translation goes through the workflow of its language, wherever in the tree it is."""
        from home.translators import review

        workflow: Workflow | None = super().get_workflow() if self.is_original else review.workflow_of(self.locale_id)
        return workflow

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Remember the language a work was first written in."""
        if self.original_locale_id is None:
            self.original_locale_id = self.locale_id
        super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Set the original language before validation, so that revisions hold it too."""
        if self.original_locale_id is None and self.locale_id:
            self.original_locale_id = self.locale_id
        super().full_clean(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep with it how far the editor says that the edit goes (home.desk.grades)."""
        revision = super().save_revision(*args, **kwargs)
        if self.grade:
            grades.keep(revision, self.grade)
        return revision

    @classmethod
    def checked_languages(cls, translation_key: uuid.UUID) -> set[int]:
        """The languages in which people have gone over what a machine translated, as far as pages of this kind say."""
        return set()

    @property
    def is_original(self) -> bool:
        """Whether the work was first written in this page's language."""
        return self.original_locale_id in (None, self.locale_id)

    @property
    def words_language(self) -> str:
        """The code of the language of its own words. No query; it may be one that the site does not have, or "und"."""
        return i18n.code_of(self.locale_id)

    @property
    def may_be_asked_for(self) -> bool:
        """Whether readers may ask for a translation into the active language. No query on a page that was served."""
        return bool(self.live and not self.get_view_restrictions())

    @property
    def head_title(self) -> str:
        """What search engines and messengers show as the title."""
        return self.seo_title or self.title

    @property
    def description(self) -> str:
        """What search engines and messengers show under the title."""
        return self.search_description or self.teaser

    @property
    def teaser(self) -> str:
        """What lists say of it, as plain text."""
        return self.summary

    @property
    def section_slug(self) -> str:
        """The slug of the section of the site this page belongs to: `library` for every guide."""
        return i18n.path_below_home(self).split("/")[0]

    @property
    def kind_label(self) -> StrOrPromise:
        """What kind of thing this is, in the reader's language, for search results and lists."""
        return self._meta.verbose_name or ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `versions` (language versions of this page, see home.i18n) and `reading` (what the reader gets)."""
        context = super().get_context(request, *args, **kwargs)
        context["reading"] = i18n.Reading.of(self, request)
        return context

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Asked for twice a request: by Wagtail, which refuses, and by `serve`, which says what may be shared."""
        if self.known_restrictions is None:
            above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
            self.known_restrictions = PageViewRestriction.objects.filter(page__path__in=above)
        return self.known_restrictions

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Public unless somebody restricted it. Asked for under another version's path, it sends the reader to its own.

        `/fr/library/first-meeting/` finds the English page and, if there is one, serves the French version of it; where
        that has a slug of its own, this is not its address.
        """
        here = i18n.url_in(self, i18n.active_locale().language_code)
        is_mine = self.locale_id == i18n.active_locale().pk
        if is_mine and not (args or kwargs or getattr(request, "is_preview", False)) and request.path != unquote(here):
            query = request.META.get("QUERY_STRING", "")
            response: HttpResponse = HttpResponseRedirect(f"{here}?{query}" if query else here)
        else:
            response = super().serve(request, *args, **kwargs)
        response.is_public = not self.get_view_restrictions()  # type: ignore[attr-defined]
        return response
