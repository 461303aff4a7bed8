"""What an editor sees of a submission beside the story: read-only, no part of the form, the page or its revisions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from wagtail.admin.panels import Panel

if TYPE_CHECKING:
    from stories.models import Submission

#: Who may see how a sender can be reached. Granted to reviewers (stories.workflow).
VIEW_CONTACT = "stories.view_contact"


class SubmissionPanel(Panel):
    """A panel that is only there for a story that was sent in."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one story."""

        @cached_property
        def submission(self) -> Submission | None:
            """What came with the story."""
            from stories.models import Submission  # the models import this module

            return Submission.objects.filter(page_id=self.instance.pk).first() if self.instance.pk else None

        def is_shown(self) -> bool:
            """Not for stories that were written here."""
            return self.submission is not None


class AgreedPanel(SubmissionPanel):
    """The consents, for everyone who may edit the story."""

    class BoundPanel(SubmissionPanel.BoundPanel):
        """The panel of one story."""

        template_name = "stories/admin/agreed.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `submission`."""
            return super().get_context_data(parent_context) | {"submission": self.submission}


class ContactPanel(SubmissionPanel):
    """How the sender can be reached, for those who have the permission."""

    class BoundPanel(SubmissionPanel.BoundPanel):
        """The panel of one story."""

        template_name = "stories/admin/contact.html"

        def is_shown(self) -> bool:
            """Only with the permission; what is not shown is not rendered either."""
            return self.request.user.has_perm(VIEW_CONTACT) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `submission`."""
            return super().get_context_data(parent_context) | {"submission": self.submission}
