"""Submitting a work, or a tree of works, for translation into the languages of the one who asks; nothing is published.

In place of wagtail-localize's views and of its way to make translations, which ask for one right in all languages,
write the text of drafts into public pages and make public copies of the pages above.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.models import Locale, Page
from wagtail_localize.components import TranslationComponentManager
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.views import update_translations
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from home import admin_pages
from home.desk import facets
from home.helping import machine
from home.models.translators import TranslationOrder
from home.translators import claims, orders, rights
from home.translators.choosing_languages import LanguagesForm


class HiddenAboveError(ValidationError):
    """A page above would have to be submitted too, which somebody may not read."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be submitted: a page above it is not public."))


class NewTranslations(TranslationCreator):
    """Makes translations that do not exist yet, as drafts, the pages above them first; leaves alone what exists.

    Only of what the user may read, where there is one. Raises HiddenAboveError.
    """

    target_locales: list[Locale]

    def __init__(self, user: Any, target_locales: list[Locale]) -> None:
        super().__init__(user, target_locales)
        self._handled: set[Any] = set()

    def create_translations(self, instance: Any, include_related_objects: bool = True) -> None:
        """Submit a page or record and what belongs to it."""
        if instance.translation_key in self._handled:
            return
        self._handled.add(instance.translation_key)
        if facets.is_refused(instance.translation_key):
            return
        if isinstance(instance, Page):
            above = instance.get_parent()
            if not above.is_root():
                self.create_translations(above)
        wanted = self.target_locales
        there = instance.get_translations(inclusive=True)
        if isinstance(instance, Page):
            there = there.filter(alias_of=None)
        existing = set(there.values_list("locale_id", flat=True))
        open_to = facets.allowed(instance, {locale.pk for locale in wanted} - existing)
        self.target_locales = [locale for locale in wanted if locale.pk in open_to]
        try:
            if self.target_locales:
                if not self._may_read(instance):
                    raise HiddenAboveError
                self._create(instance, include_related_objects, wanted)
        finally:
            self.target_locales = wanted

    def _create(self, instance: Any, include_related_objects: bool, wanted: list[Locale]) -> None:
        if include_related_objects:
            source, _made = TranslationSource.get_or_create_from_instance(instance)
            lacking, self.target_locales = self.target_locales, wanted
            for segment in source.relatedobjectsegment_set.all():
                related = segment.object.get_instance_or_none(instance.locale)
                if related is not None and self._may_read_with_those_above(related):
                    self.create_translations(related, include_related_objects=False)
            self.target_locales = lacking
        super().create_translations(instance, include_related_objects=False)

    def _may_read(self, instance: Any) -> bool:
        return self.user is None or rights.may_read(self.user, instance)

    def _may_read_with_those_above(self, instance: Any) -> bool:
        if self.user is None or not isinstance(instance, Page):
            return True
        pages = instance.get_ancestors(inclusive=True).filter(depth__gt=1)
        return all(rights.may_read(self.user, page) for page in pages)


@transaction.atomic
def submit(instance: Any, locales: Iterable[Locale], components: Any, user: Any) -> None:
    """Submit one work. About 300 queries for each language. Raises HiddenAboveError."""
    submitted = NewTranslations(user, list(locales))
    submitted.create_translations(instance)
    if components is not None:
        components.save(submitted, sources_and_translations=submitted.mappings)


class _InOnesLanguages:
    """Asks for the right in a language, where wagtail-localize asks for one that holds in all."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who translate into one of the languages. Raises PermissionDenied."""
        self.object = self.get_object()  # type: ignore[attr-defined]
        self.allowed = rights.may_submit_into(request.user, self.object)
        if not self.allowed:
            raise PermissionDenied
        self.components = TranslationComponentManager.from_request(request, source_object_instance=self.object)
        return TemplateView.dispatch(self, request, *args, **kwargs)  # type: ignore[arg-type]

    def get_form(self) -> LanguagesForm:
        """Only the languages of this person."""
        sent = self.request.POST if self.request.method == "POST" else None  # type: ignore[attr-defined]
        chosen = Locale.objects.filter(language_code=self.request.GET.get("select_locale", ""))  # type: ignore[attr-defined]
        return LanguagesForm(self.object, sent, initial={"locales": chosen}, allowed=self.allowed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who works on it already."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        found = (claims.current(self.object.translation_key, pk) for pk in sorted(self.allowed))
        context["claims"] = [claim for claim in found if claim is not None and claim.user_id != self.request.user.pk]  # type: ignore[attr-defined]
        return context

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Submit it, and what is below it where that was asked for; say so.

        One page into one language is made at once, to be opened; more is left to the worker.
        """
        locales, user = list(form.cleaned_data["locales"]), self.request.user  # type: ignore[attr-defined]
        below = isinstance(self.object, Page) and self.object.numchild and form.cleaned_data["include_subtree"]
        order = None
        if isinstance(self.object, Page) and (below or len(locales) > 1):
            order = orders.place(user, TranslationOrder.What.MAKE, self.object, locales, below=bool(below))
        else:
            try:
                submit(self.object, locales, self.components, user)
            except HiddenAboveError as error:
                messages.error(self.request, " ".join(error.messages))  # type: ignore[attr-defined]
                return redirect(self.request.get_full_path())  # type: ignore[attr-defined]
        named = locales[0].get_display_name() if len(locales) == 1 else _("{} locales").format(len(locales))
        messages.success(self.request, self.get_success_message(named))  # type: ignore[attr-defined]
        given: str = self.get_success_url()  # type: ignore[attr-defined]
        if order is not None and not order.is_finished:
            return orders.show(order, given)
        only = self.object.get_translation_or_none(locales[0]) if len(locales) == 1 else None
        return redirect(given or self.get_default_success_url(only))  # type: ignore[attr-defined]


class SubmitPageView(_InOnesLanguages, SubmitPageTranslationView):
    """“Translate this page”, with or without the pages below it."""

    template_name = "home/admin/translators/submit.html"

    def get_object(self) -> Page:
        """The page, with a title that this person may see: it heads the form, and is in what is said afterwards."""
        page: Page = super().get_object()
        page.draft_title = admin_pages.title_for(self.request.user, page)
        return page


class SubmitRecordView(_InOnesLanguages, SubmitSnippetTranslationView):
    """“Translate”, for a term or another record."""

    template_name = "home/admin/translators/submit.html"


class UpdateView(UpdateTranslationsView):
    """“Sync translated pages”: the new text of the original goes to the translators of all its languages.

    What they wrote stays. It becomes public in the languages in which this person may publish at once, if they ask for
    it; nobody else is offered that, nor to fill the texts of all languages by machine.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may read the original and translate it into one of its languages."""
        self.object = self.get_object()
        try:
            original = self.object.get_source_instance()
        except self.object.specific_content_type.model_class().DoesNotExist as error:
            raise Http404 from error
        enabled = self.object.translations.filter(enabled=True).select_related("target_locale")
        self.targets = [found for found in enabled if _target(found)]
        mine = rights.may_submit_into(request.user, original)
        if not mine & {found.target_locale_id for found in self.targets}:
            raise PermissionDenied
        self.components = TranslationComponentManager.from_request(request, source_object_instance=self.object)
        return TemplateView.dispatch(self, request, *args, **kwargs)

    def get_form(self) -> Any:
        """Without what this person may not do in every language of the work."""
        form = super().get_form()
        user = self.request.user
        if not all(rights.may_publish_at_once(user, _target(found)) for found in self.targets):
            form.fields.pop("publish_translations")
        may_write = all(rights.may_write(user, _target(found)) for found in self.targets)
        if not (may_write and all(machine.is_public(found) for found in self.targets)):
            form.fields.pop("use_machine_translation", None)
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """The same, whatever was sent by hand. One language is published at once, several by the worker.

        A machine is asked afterwards: what it writes is not published, so nothing is left to the worker then.
        """
        wanted = form.cleaned_data.get("publish_translations", False)
        is_for_machine = form.cleaned_data.pop("use_machine_translation", False)
        original = self.object.get_source_instance()
        is_much = wanted and not is_for_machine and isinstance(original, Page) and len(self.targets) > 1
        form.cleaned_data["publish_translations"] = wanted and not is_much
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            if is_much:
                locales = [found.target_locale for found in self.targets]
                order = orders.place(self.request.user, TranslationOrder.What.PUBLISH, original, locales)
                if not order.is_finished:
                    return orders.show(order, self.get_success_url())
        if is_for_machine:
            self._translate_by_machine()
        return response

    def _translate_by_machine(self) -> None:
        """All languages that it knows, without holding the database while it is asked; the first failure ends it."""
        translator = get_machine_translator()
        locales = [(found, found.source.locale, found.target_locale) for found in self.targets]
        try:
            for found, source, target in locales:
                if translator is not None and translator.can_translate(source, target):
                    update_translations.apply_machine_translation(found.pk, self.request.user, translator)
        except machine.MachineError as error:
            messages.error(self.request, str(error))


def _target(translation: Any) -> Any:
    """The version that a translation is of; None where it was deleted."""
    return translation.source.object.get_instance_or_none(translation.target_locale)
