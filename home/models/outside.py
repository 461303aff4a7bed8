"""Links that lead out of the site, and whether they work."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class OutsideLink(models.Model):
    """An address on public pages, and what its server said the last time. Filled by home.outside.checking."""

    #: On so many different days in a row an address must fail before it counts as broken.
    BROKEN_AFTER = 3

    class Problem(models.TextChoices):
        """What was wrong."""

        NO_HOST = "no-host", _("The name of the server does not exist")
        NO_ANSWER = "no-answer", _("The server does not answer")
        TIMEOUT = "timeout", _("The server takes too long")
        CERTIFICATE = "certificate", _("The connection is not secure")
        STATUS = "status", _("The server says that it is not there")
        REDIRECTS = "redirects", _("It leads from one address to the next")
        NOT_PUBLIC = "not-public", _("It leads into a private network")
        ROBOTS = "robots", _("Not checked: the server asks programs to stay away")

    url = models.CharField(verbose_name=_("address"), max_length=1000, unique=True)
    #: As it is asked for (IDNA), without a port: what one link to it learned may be so for the others.
    host = models.CharField(max_length=253, blank=True, db_index=True, editable=False)
    pages = models.ManyToManyField(Page, verbose_name=_("pages"), related_name="+")
    status = models.PositiveSmallIntegerField(verbose_name=_("answer"), null=True)
    problem = models.CharField(verbose_name=_("problem"), max_length=12, choices=Problem.choices, blank=True)
    checked_at = models.DateTimeField(verbose_name=_("last checked"), null=True)
    #: Its server wants to be left alone until then (Retry-After), or something of ours went wrong.
    not_before = models.DateTimeField(null=True, editable=False)
    ok_at = models.DateTimeField(verbose_name=_("last worked"), null=True)
    failures = models.PositiveSmallIntegerField(verbose_name=_("failed in a row"), default=0)
    #: Failures are counted once a day.
    failed_on = models.DateField(null=True)

    #: Since when its server fails to say what it asks of programs, so that it is not asked (RFC 9309).
    unread_since = models.DateField(null=True, editable=False)

    #: Wagtail need not look for references in here.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link to elsewhere")
        verbose_name_plural = _("links to elsewhere")
        ordering: ClassVar[list[str]] = ["url"]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        """Whether editors should look at it."""
        return self.failures >= self.BROKEN_AFTER

    @property
    def said(self) -> str:
        """“The server says that it is not there (404)”."""
        label = str(self.get_problem_display())
        if self.problem == self.Problem.STATUS and self.status not in (404, 410):
            label = gettext("The server answers with an error")
        return f"{label} ({self.status})" if self.status else label

    def works(self, status: int | None) -> None:
        """It was found to work just now."""
        self.status, self.problem, self.failures, self.failed_on = status, "", 0, None
        self.ok_at, self.unread_since = timezone.now(), None

    def is_not_asked(self) -> None:
        """Its server asks programs to stay away: nobody knows whether it works."""
        self.status, self.problem, self.failures, self.failed_on = None, self.Problem.ROBOTS, 0, None
        self.unread_since = None

    def is_unread(self, status: int | None, problem: str) -> None:
        """Its server failed to say what it asks of programs: that counts as broken on the third day, and not before."""
        today = timezone.localdate()
        self.unread_since = self.unread_since or today
        if (today - self.unread_since).days + 1 >= self.BROKEN_AFTER:
            self.status, self.problem = status, problem
            self.failures, self.failed_on = max(self.failures, self.BROKEN_AFTER), today

    def fails(self, status: int | None, problem: str) -> None:
        """It was found not to work just now."""
        self.status, self.problem, self.unread_since = status, problem, None
        if self.failed_on != timezone.localdate():
            self.failures, self.failed_on = self.failures + 1, timezone.localdate()
