"""People who work in the admin. Readers have no accounts."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An editor, translator, reviewer or administrator; our own model from the first migration."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
