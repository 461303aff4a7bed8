"""The tasks of the review of stories, in their order: safety, editing, the sender's agreement."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, Task, TaskState

from home.regions import Region
from home.translators.review import is_changed_since
from stories.models.story import StoryPage


class SafetyCheck(models.Model):
    """What somebody checked in one revision of a story before it may become public."""

    class Risk(models.TextChoices):
        """How much harm it could do."""

        LOW = "low", _("Low: nobody is in danger if an enemy reads it")
        MEDIUM = "medium", _("Medium: somebody could get into trouble")
        HIGH = "high", _("High: somebody could be arrested, hurt or killed")

    #: What must be true of a story before it may be published.
    POINTS = ("consent", "faces", "names", "places", "third_persons", "files")

    page = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="safety_checks")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    consent = models.BooleanField(verbose_name=_("The consent is complete, and the story keeps to it"))
    faces = models.BooleanField(verbose_name=_("No face can be made out of anybody who did not agree"))
    names = models.BooleanField(verbose_name=_("No name stands in it of anybody who did not agree"))
    places = models.BooleanField(verbose_name=_("No place, date or detail leads to anybody who did not agree"))
    third_persons = models.BooleanField(verbose_name=_("Nobody else could be harmed who was not asked"))
    files = models.BooleanField(verbose_name=_("Pictures and files show nothing that was overlooked"))
    risk = models.CharField(verbose_name=_("Risk"), max_length=10, choices=Risk.choices)
    note = models.TextField(verbose_name=_("Note for the other reviewers"), blank=True)

    class Meta:
        verbose_name = _("safety check")
        verbose_name_plural = _("safety checks")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.page_id)

    @property
    def is_passed(self) -> bool:
        """Whether nothing speaks against publishing."""
        return all(getattr(self, point) for point in self.POINTS)


class ReviewedBySomebodyElse(AbstractGroupApprovalTask):
    """Approval by a member of a group who did not write the revision they approve."""

    class Meta:
        abstract = True

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Not for editors either: they may correct a story under review, and its sender sees the difference."""
        if not super().locked_for_user(obj, user):
            return False
        return not (isinstance(obj, StoryPage) and obj.permissions_for_user(user).can_edit())

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Everything a group member may do, less approving one's own revision."""
        actions = super().get_actions(obj, user)
        if self.is_own(obj.get_latest_revision(), user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def is_own(self, revision: Revision | None, user: Any) -> bool:
        """Whether this person wrote a part of the revision, or wrote down the story for its sender."""
        from stories import agreeing  # which needs the models

        return revision is not None and agreeing.is_own(revision, user)

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The same rule where a button is not enough: a hand-made request cannot approve either.

        Wagtail saves an editor's later changes into the revision they already have. When that happened after the
        review began, what would be published is not what was read: the review begins again.
        """
        if action_name == "approve":
            if self.is_own(task_state.revision, user):
                raise PermissionDenied
            if is_changed_since(task_state):
                task_state.cancel(user=user, resume=True)
                return None
            self.on_approved(task_state, user, kwargs)
        elif action_name == "reject":
            self._tell_sender(task_state, user, kwargs.get("comment", ""))
        return super().on_action(task_state, user, action_name, **kwargs)

    def _tell_sender(self, task_state: TaskState, user: Any, comment: str) -> None:
        """What is said when changes are requested in Wagtail's own pages is for the sender of a story, too.

        Not where an editor changed what is public: they read it in the record of the review.
        """
        from stories import domain, following  # which need the models
        from stories.models.submission import Message, Submission

        sent = Submission.objects.filter(page=task_state.workflow_state.object_id).first()
        if sent is not None and comment and not following.changed_by_editor(sent):
            domain.say(sent, Message.Kind.REQUEST, comment, user)

    def get_form_for_action(self, action: str) -> Any:
        """Who requests changes says which."""
        from stories.checklist import RequestForm  # a form needs the models

        return RequestForm if action == "reject" else super().get_form_for_action(action)

    def on_approved(self, task_state: TaskState, user: Any, said: dict[str, Any]) -> None:
        """Before the approval is stored; `said` is the form's, and what is taken from it is not stored as a comment."""


class SafetyReviewTask(ReviewedBySomebodyElse):
    """The first look: whether the story could endanger anyone. Nothing is published without it."""

    class Meta:
        verbose_name = _("safety review")
        verbose_name_plural = _("safety reviews")

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows where tasks are chosen."""
        return str(_("A member of the chosen groups answers for each revision whether it could endanger anyone."))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Approving always asks for the checklist."""
        actions = [action for action in super().get_actions(obj, user) if action[0] != "approve"]
        if len(actions) < len(super().get_actions(obj, user)):
            actions.append(("approve", _("Safe to go on"), True))
        return actions

    def get_form_for_action(self, action: str) -> Any:
        """The checklist."""
        from stories.checklist import ChecklistForm  # a form needs the models

        return ChecklistForm if action == "approve" else super().get_form_for_action(action)

    def on_approved(self, task_state: TaskState, user: Any, said: dict[str, Any]) -> None:
        """Keep what was checked. Raises PermissionDenied where a point is missing."""
        check = SafetyCheck(
            page_id=int(task_state.workflow_state.object_id),
            revision=task_state.revision,
            user=user,
            risk=said.pop("risk", ""),
            note=said.get("comment", ""),
            **{point: said.pop(point, False) for point in SafetyCheck.POINTS},
        )
        if not check.is_passed or check.risk not in SafetyCheck.Risk.values:
            raise PermissionDenied
        check.save()


class StoryReviewTask(ReviewedBySomebodyElse):
    """The second look: whether it is clear, true to its sender, and good to read."""

    class Meta:
        verbose_name = _("story review")
        verbose_name_plural = _("story reviews")

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows where tasks are chosen."""
        return str(_("A member of the chosen groups approves; nobody approves what they wrote themselves."))


class SenderAgreementTask(Task):
    """The last word: the sender of a story says yes to what editors changed. Passed by itself where nothing is new."""

    class Meta:
        verbose_name = _("agreement of the sender")
        verbose_name_plural = _("agreements of senders")

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows where tasks are chosen."""
        return str(_("The sender agrees to what editors changed. Where they changed nothing, it goes on by itself."))

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Wait for the sender; not where they have sent or agreed to exactly this."""
        from stories import agreeing  # which needs the models

        task_state = super().start(workflow_state, user=user)
        if agreeing.is_agreed(task_state.revision):
            task_state.approve(user=None, update=False)
        else:
            agreeing.ask(task_state)
        return task_state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Only for what an editor wrote down, whose sender has no way in: to pass on what they said."""
        from stories import agreeing

        if agreeing.may_be_passed_on(obj, user):
            return [("approve", _("Its sender agreed"), True), ("reject", _("Its sender did not agree"), True)]
        return []

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The same rule for hand-made requests. Raises PermissionDenied."""
        from stories import agreeing

        if not self.get_actions(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        if action_name == "approve":
            if is_changed_since(task_state):  # what its sender heard of was something else
                task_state.cancel(user=user, resume=True)
                return None
            agreeing.pass_on(task_state)
        elif action_name == "reject":
            return agreeing.pass_on_no(task_state, user, kwargs.get("comment", ""))
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """None: it waits for its sender, not for somebody who works here."""
        return TaskState.objects.none()


class ReviewerChoice(models.Model):
    """Which stories a reviewer wants to hear of; all where nothing is chosen."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer_choice")
    #: Codes of languages that they read, and of regions that they know.
    languages = models.JSONField(default=list, blank=True)
    regions = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("choice of a reviewer")
        verbose_name_plural = _("choices of reviewers")

    def __str__(self) -> str:
        return str(self.user)

    def wants(self, language: str, region: str) -> bool:
        """Whether this reviewer wants to hear of a story in this language (or one unknown) and region (or none)."""
        from stories.models.submission import Submission

        return (not self.languages or language in (*self.languages, Submission.UNDETERMINED)) and (
            not self.regions or region in self.regions or region not in Region.values
        )
