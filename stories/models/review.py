"""The task of the review workflow."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


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
        revision = obj.get_latest_revision()
        if revision is not None and revision.user_id is not None and revision.user_id == user.pk:
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The same rule where a button is not enough: a hand-made request cannot approve either."""
        if (
            action_name == "approve"
            and task_state.revision.user_id is not None
            and task_state.revision.user_id == user.pk
        ):
            return None
        return super().on_action(task_state, user, action_name, **kwargs)
