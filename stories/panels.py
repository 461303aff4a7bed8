"""What an editor sees of a submission beside the story: read-only, no part of the form, the page or its revisions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from wagtail.admin.panels import Panel

if TYPE_CHECKING:
    from stories.models import Consent, Submission

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

        @cached_property
        def consent(self) -> Consent | None:
            """What was agreed to, which holds for every translation."""
            return consent_for(self.instance) if self.instance.pk else None

        def is_shown(self) -> bool:
            """Also in the other languages of a story."""
            return self.submission is not None or self.consent is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds `consent`, and `submission` where this is what was sent."""
            more = {"consent": self.consent, "submission": self.submission}
            return super().get_context_data(parent_context) | more


def consent_for(page: Any) -> Consent | None:
    """What the sender of a story agreed to, of whatever language this version of it is. One query."""
    from stories.models import Consent

    return Consent.objects.filter(submission__page__translation_key=page.translation_key).first()


def for_translators(instance: Any) -> str:
    """The same above the editor of a translation (home.translators.editor)."""
    from stories.models import StoryPage

    consent = consent_for(instance) if isinstance(instance, StoryPage) else None
    return render_to_string("stories/admin/governs.html", {"consent": consent}) if consent else ""


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
