"""What may be done with a story that was sent in."""

from __future__ import annotations

from home.permissions import BasePagePermissionTester
from stories.translating import is_refused_into
from stories.waiting import over, waits


class StoryPermissionTester(BasePagePermissionTester):
    """A story that was sent in becomes public through its review, and in no other way; so do its translations.

    The review publishes by itself (stories.publishing). Editors and translators cannot publish around it, neither in
    the editor nor in lists, nor a translation, which its language reviews, nor a copy: nobody copies it.
    Until it is public, only those who may add stories and its reviewers can open it; nobody once it has ended.
    """

    def _original_waits(self) -> bool:
        return waits(self.page.translation_key).exists()

    def _is_refused(self) -> bool:
        """Whether it is a translation that its sender does not agree to any longer."""
        if self.page.is_original:
            return False
        return is_refused_into(self.page.translation_key, self.page.locale.language_code)

    @property
    def _is_over(self) -> bool:
        """Whether it was declined or taken back, or has expired: it is not changed any more before it is erased."""
        return not self.page.live and over(self.page.translation_key).exists()

    def can_publish(self) -> bool:
        """Never directly, in no language: what is saved with the same press was read by nobody else."""
        return super().can_publish() and not self.page.is_of_a_sender

    def can_edit(self) -> bool:
        """Not for translators before it is public; for nobody in a language that its sender does not agree to."""
        if not super().can_edit() or self._is_refused() or self._is_over:
            return False
        return self.may_add or self._is_asked_to_review() or not self._original_waits()

    @property
    def may_review(self) -> bool:
        """Not the translation of a story that is not public, which only its own reviewers know of."""
        return super().may_review and (self.may_add or self._is_asked_to_review() or not self._original_waits())

    def can_copy(self) -> bool:
        """Never, in no language: a copy would have neither its review nor what its sender agreed to."""
        return super().can_copy() and not self.page.is_of_a_sender
