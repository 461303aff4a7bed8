"""How far an order is, in the admin, for whoever asked for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home import admin_pages
from home.models.translators import TranslationOrder
from home.translators import orders


class OrderView(WagtailAdminTemplateMixin, TemplateView):
    """Languages or pages that are made, and those that are not yet."""

    template_name = "home/admin/translators/order.html"
    header_icon = "globe"
    page_title = _("Progress")

    @cached_property
    def order(self) -> TranslationOrder:
        """One's own. Raises Http404."""
        mine = TranslationOrder.objects.filter(user=self.request.user.pk).select_related("page")
        return get_object_or_404(mine, pk=self.kwargs["order_id"])

    @cached_property
    def next_url(self) -> str:
        """Where one came from; the translation desk."""
        return get_valid_next_url_from_request(self.request) or reverse("desk")

    def get_page_subtitle(self) -> str:
        """The page that was submitted."""
        return admin_pages.title_for(self.request.user, self.order.page)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the desk."""
        desk = {"url": reverse("desk"), "label": gettext("Translation desk")}
        return [*self.breadcrumbs_items, desk, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the languages of one page; of a tree, the numbers are enough."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        order = self.order
        return {
            **context,
            "order": order,
            "languages": orders.languages_of(order) if len(order.pages) == 1 else [],
            "rests": orders.rests(order),
            "next_url": self.next_url,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """“Go on”: one step here and now, the others by the worker. Where none runs, the button stays."""
        if orders.advance(self.order.pk):
            orders.go_on.enqueue(self.order.pk)
        else:
            messages.success(request, gettext("Everything is done."))
        return orders.show(self.order, self.next_url)
