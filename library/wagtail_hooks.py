"""The library in the admin: its vocabularies, and what many pages at once may not do."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from library import readiness, term_views
from library.importing import views as importing
from library.keeping import confirming
from library.keeping import views as keeping
from library.models import GuidePage

term_views.register()
hooks.register("before_delete_snippet", term_views.refuse_terms_in_use)
hooks.register("register_admin_urls", keeping.addresses)
hooks.register("register_reports_menu_item", keeping.menu_item)
hooks.register("register_page_header_buttons", keeping.header_buttons)
hooks.register("register_log_actions", confirming.register_action)


class ImportMenuItem(MenuItem):
    """Shown to those who may add guides."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return importing.may_import(request.user)


@hooks.register("register_admin_urls")
def import_address() -> list[URLPattern]:
    """Below /admin/."""
    return [path("library/import/", importing.import_guides, name="import_guides")]


@hooks.register("register_settings_menu_item")
def import_item() -> Any:
    """Beside the settings: it is seldom used."""
    return ImportMenuItem(_("Import guides"), reverse_lazy("import_guides"), icon_name="download", order=900)


@hooks.register("before_bulk_action")
def refuse_incomplete_guides(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publishing many pages at once publishes none of them where a guide lacks something; each is named."""
    if action_type != "publish":
        return None
    above = [page for page in objects if isinstance(page, Page)]
    guides = list(GuidePage.objects.filter(pk__in=[page.pk for page in above]))
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in above:
            guides += GuidePage.objects.descendant_of(page).not_live()
    refused = False
    for guide in guides:
        try:
            readiness.require(guide.get_latest_revision_as_object())
        except readiness.NotReadyError as error:
            refused = True
            messages.error(request, f"{guide.get_admin_display_title()}: {' '.join(error.messages)}")
    return HttpResponseRedirect(action.next_url or reverse("wagtailadmin_home")) if refused else None


@hooks.register("before_edit_page")
@hooks.register("after_edit_page")
def tell_why_an_approved_guide_is_not_public(request: HttpRequest, page: Page) -> None:
    """A workflow ends quietly where the guide lacks something; whoever opens or approves it is told what."""
    if not isinstance(page, GuidePage) or (page.live and not page.has_unpublished_changes):
        return
    last = page.workflow_states.order_by("-created_at", "-pk").first()
    if last is None or last.status != last.STATUS_APPROVED:
        return
    try:
        readiness.require(page.get_latest_revision_as_object())
    except readiness.NotReadyError as error:
        messages.warning(request, _("It is approved, and not public: %s") % " ".join(error.messages))


@hooks.register("before_publish_page")  # after which Wagtail reads the page again
@hooks.register("after_edit_page")
def tell_which_dates_were_kept(request: HttpRequest, page: Page) -> None:
    """Whoever had the form open while somebody confirmed the guide; not each time that Wagtail saves by itself."""
    if isinstance(page, GuidePage) and page.has_kept_dates and request.accepts("text/html"):
        messages.warning(
            request,
            _(
                "Somebody confirmed this guide while you had it open. The dates of that confirmation are kept. "
                "Everything else that you changed is saved."
            ),
        )


@hooks.register("construct_homepage_panels")
def guides_due(request: HttpRequest, panels: list[Any]) -> None:
    """What should be looked at again, on the start page."""
    panels.append(keeping.DuePanel())
