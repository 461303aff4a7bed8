"""How translations are made: the rules of each language, who works on what, and the task of its reviewers."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import AbstractGroupApprovalTask, Locale, Page, PageViewRestriction, Revision, Workflow

from home.memory import Remembered

#: For how long one may claim a work at once, in days.
LONGEST_CLAIM = 90


class LanguageRules(models.Model):
    """How translations into a language become public. One record a language, made with it."""

    locale = models.OneToOneField(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="rules")
    second_person = models.BooleanField(
        verbose_name=_("a second person approves"),
        default=True,
        help_text=_(
            "A translation becomes public when somebody approves it who has neither written nor submitted it. "
            "Without this, reviewers and coordinators also publish what they wrote themselves."
        ),
    )
    claim_days = models.PositiveSmallIntegerField(
        verbose_name=_("days of a claim"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CLAIM)],
        help_text=_("For how long a translator has a work, unless they say otherwise. Then the claim lapses."),
    )
    workflow = models.ForeignKey(
        Workflow,
        verbose_name=_("workflow"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the reviewers and coordinators of the language are asked."),
    )

    panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("locale", read_only=True),
        FieldPanel("second_person"),
        FieldPanel("claim_days"),
        FieldPanel("workflow"),
    ]

    class Meta:
        verbose_name = _("rules for translations")
        verbose_name_plural = _("rules for translations")
        ordering = ["locale__language_code"]

    def __str__(self) -> str:
        return str(self.locale)

    def clean(self) -> None:
        """Only a workflow whose every step keeps the rules."""
        super().clean()
        if self.workflow is None:
            return
        tasks = [task.specific for task in self.workflow.tasks]
        if not tasks or not all(isinstance(task, TranslationReviewTask) for task in tasks):
            raise ValidationError({"workflow": _("Choose a workflow whose tasks are all reviews of translations.")})


#: Asked for each page of the admin, changed once a year.
all_rules = Remembered(lambda: {rules.locale_id: rules for rules in LanguageRules.objects.all()})


def rules_of(locale_id: int) -> LanguageRules:
    """The rules of a language; the usual ones, not stored, for one that has none yet."""
    return all_rules().get(locale_id) or LanguageRules(locale_id=locale_id)


class TranslationClaim(models.Model):
    """Somebody translates a work into a language, until a certain moment. What is written is never part of it."""

    #: The work, in all its languages; it need not exist in this one yet.
    translation_key = models.UUIDField(db_index=True)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translation_claims")
    claimed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="one_claim_a_work_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} {self.locale_id}"

    @property
    def is_active(self) -> bool:
        """Whether it has not lapsed."""
        return self.expires_at > timezone.now()

    def last_for(self, days: int) -> None:
        """Let it last this many days from now."""
        self.expires_at = timezone.now() + datetime.timedelta(days=days)


class TranslationOrder(models.Model):
    """What somebody asked for at once and the worker makes bit by bit: pages by languages, and how far it is."""

    class What(models.TextChoices):
        """Drafts to translate in, or the new text of an original in public."""

        MAKE = "make", _("Translations are being made")
        PUBLISH = "publish", _("Translations are being published")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: The page that was submitted; with those below it, parents before their children, it is in `pages`.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=7, choices=What.choices, default=What.MAKE)
    #: Keys. One step is one page in one language: all languages of the first page, then of the second.
    pages = models.JSONField()
    locales = models.JSONField()
    steps_done = models.PositiveIntegerField(default=0)
    #: The steps that broke off, as numbers.
    failed = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    #: When the last step was done.
    moved_at = models.DateTimeField(default=timezone.now)
    is_finished = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["user", "is_finished"], name="home_orders_of_somebody")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.steps_done}/{self.steps}"

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return len(self.pages) * len(self.locales)


class CopiedRestriction(models.Model):
    """Says that a translation is restricted as its original is, and by nobody's hand (home.translators.privacy)."""

    restriction = models.OneToOneField(
        PageViewRestriction, primary_key=True, on_delete=models.CASCADE, related_name="copied"
    )

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.restriction_id)


class VersionAuthor(models.Model):
    """Somebody who wrote a part of a version of a translation when that was sent; what is stored may change later."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="translation_authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "user"], name="home_one_author_a_version")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.user_id}"


class TranslationReviewTask(AbstractGroupApprovalTask):
    """Approval of a translation by somebody who made no part of it, where its language asks for that."""

    class Meta:
        verbose_name = _("review of a translation")
        verbose_name_plural = _("reviews of translations")

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows where tasks are chosen."""
        return str(_("A member of the chosen groups approves; not their own work, where a second person is asked for."))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Everything a group member may do, less approving what they may not."""
        from home.translators import review

        actions = super().get_actions(obj, user)
        if actions and review.why_not_approved(obj, obj.get_latest_revision(), user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The same where a button is not enough; what was written over since the review began is reviewed again."""
        from home.helping import machine
        from home.translators import review

        if action_name == "approve":
            page = task_state.workflow_state.content_object
            if review.why_not_approved(page, task_state.revision, user):
                raise PermissionDenied
            if review.is_changed_since(task_state):
                task_state.cancel(user=user, resume=True)
                return None
            revision = task_state.revision
            machine.note_gone_over(page.translation_key, page.locale_id, revision.created_at)
        return super().on_action(task_state, user, action_name, **kwargs)
