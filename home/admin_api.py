"""Wagtail's API of the admin lists all pictures and files to everybody who may sign in; ours to those who use them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

from home import files

#: What somebody may do who works with pictures or files; the same as for a file that is not public (home.files).
WORKING = ("choose", "change")


class _ForThoseWhoWorkWithThem:
    """Asks the policy of the model, which the choosers ask too.

    One that readers can see on a page is told to everybody who may sign in, when it is asked for by its number: the
    editor of translations shows it.
    """

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse everybody else, whatever address it is."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if not (self._works_with_them or self._is_public):
            raise PermissionDenied

    def get_queryset(self) -> Any:
        """Those that this person may use; the one that was asked for where readers can see it."""
        found = super().get_queryset()  # type: ignore[misc]
        if self._is_public:
            return found.filter(pk=self.kwargs["pk"])  # type: ignore[attr-defined]
        theirs = self._policy.instances_user_has_any_permission_for(self.request.user, WORKING)  # type: ignore[attr-defined]
        return found.filter(pk__in=theirs.values("pk"))

    @cached_property
    def _works_with_them(self) -> bool:
        return bool(self._policy.user_has_any_permission(self.request.user, WORKING))  # type: ignore[attr-defined]

    @cached_property
    def _is_public(self) -> bool:
        if self.action != "detail_view":  # type: ignore[attr-defined]
            return False
        asked = self.model.objects.filter(pk=self.kwargs["pk"]).first()  # type: ignore[attr-defined]
        return asked is not None and files.is_public(asked)

    @property
    def _policy(self) -> Any:
        return policy_registry.get_by_type(self.model)  # type: ignore[attr-defined]


class PicturesViewSet(_ForThoseWhoWorkWithThem, ImagesAdminAPIViewSet):
    """Pictures."""


class FilesViewSet(_ForThoseWhoWorkWithThem, DocumentsAdminAPIViewSet):
    """Files."""


def only_for_those_who_work_with_them(router: WagtailAPIRouter) -> None:
    """Wagtail's hook `construct_admin_api`: these in place of its own of the same names."""
    router.register_endpoint("images", PicturesViewSet)
    router.register_endpoint("documents", FilesViewSet)
