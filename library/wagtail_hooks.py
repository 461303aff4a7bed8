"""The library in the admin: its vocabularies, and what many pages at once may not do."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from library import readiness, term_views
from library.models import GuidePage

term_views.register()
hooks.register("before_delete_snippet", term_views.refuse_terms_in_use)


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
