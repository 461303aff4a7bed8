"""The task of the review workflow."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from home.translators.review import is_changed_since, is_written_by


class StoryReviewTask(AbstractGroupApprovalTask):
    """Approval by a reviewer who did not write the revision they approve."""

    class Meta:
        verbose_name = _("story review")
        verbose_name_plural = _("story reviews")

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows where tasks are chosen."""
        return str(_("A member of the chosen groups approves; nobody approves what they wrote themselves."))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Everything a group member may do, less approving one's own revision."""
        actions = super().get_actions(obj, user)
        if is_written_by(obj.get_latest_revision(), user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The same rule where a button is not enough: a hand-made request cannot approve either.

        Wagtail saves an editor's later changes into the revision they already have. When that happened after the
        review began, what would be published is not what was read: the review begins again.
        """
        if action_name == "approve":
            if is_written_by(task_state.revision, user):
                raise PermissionDenied
            if is_changed_since(task_state):
                task_state.cancel(user=user, resume=True)
                return None
        return super().on_action(task_state, user, action_name, **kwargs)
