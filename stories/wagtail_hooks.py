"""The stories in the admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from stories.panels import VIEW_CONTACT


@hooks.register("register_permissions")
def contact_permission() -> QuerySet[Permission]:
    """Let administrators see and change which groups see contacts."""
    app_label, codename = VIEW_CONTACT.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)
