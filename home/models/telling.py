"""What people who translate are told by mail: how often each wants to hear of what, and what each was told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class News(models.TextChoices):
    """The kinds of news."""

    WAITING = "waiting", _("What is waiting for me")
    OUTDATED = "outdated", _("What became out of date in my languages")
    WANTED = "wanted", _("What readers ask for most in my languages")


class Frequency(models.TextChoices):
    """How often somebody wants to hear of it."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class NewsChoice(models.Model):
    """How often somebody hears of one kind of news, and when it was last looked whether there is any."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_choices")
    news = models.CharField(max_length=8, choices=News.choices)
    #: Empty where nobody has chosen: then the site's own (home.telling.choices).
    frequency = models.CharField(max_length=7, choices=Frequency.choices, blank=True, default="")
    looked_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "news"], name="home_one_choice_a_kind_of_news")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.news}: {self.frequency}"


class NewsTold(models.Model):
    """Somebody was told of something; nobody is told of the same twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: What it was (home.telling.found): `review:17`, `outdated:5:20260501100000000000:outdated`.
    item = models.CharField(max_length=80)
    told_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "item"], name="home_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.item}"
