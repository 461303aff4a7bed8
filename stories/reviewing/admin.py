"""Where the review is in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem

from stories.reviewing import contact_view, document_view, queue_view, rights, submission_view


class QueueMenuItem(MenuItem):
    """Shown to reviewers and administrators; nobody else hears of it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return rights.is_reviewer(request.user)


def menu_item() -> MenuItem:
    """In the main menu: reviewers come for nothing else."""
    return QueueMenuItem(
        queue_view.TITLE, reverse_lazy("stories_queue"), name="stories-queue", icon_name="mail", order=140
    )


def stylesheet() -> SafeString:
    """For Wagtail's hook `insert_global_admin_css`."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/reviewing.css"))


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    one = "stories/queue/<int:pk>/"
    return [
        path("stories/queue/", queue_view.show, name="stories_queue"),
        path(one, submission_view.show, name="stories_submission"),
        path(f"{one}contact/", contact_view.show, name="stories_contact"),
        path(f"{one}documents/<str:token>/", document_view.fetch, name="stories_document"),
    ]
