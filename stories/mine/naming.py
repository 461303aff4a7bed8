"""Whose name stands above a story: its sender may choose another one, also later."""

from __future__ import annotations

from network.models import ProjectPage
from stories import agreeing, durable, elsewhere, following
from stories.models import StoryPage, Submission
from stories.states import IllegalMoveError, locked, move, next_state
from stories.steps import drafts


@durable.atomic
def rename(submission: Submission, byline: str, teller: str = "", project: ProjectPage | None = None) -> Submission:
    """Another version that differs in the name alone and goes to review; a public one stays until it is approved.

    The name that it had goes from that one at once, in every language (stories.elsewhere).
    It is based on the newest version. Where its sender has not agreed to that, they still have to say yes to it.
    The name that it has already is no other version. Raises IllegalMoveError.
    """
    submission = locked(submission)
    next_state(submission.state, "revise")
    if submission.page_id is None:
        raise IllegalMoveError("rename")
    page = StoryPage.objects.select_for_update().get(pk=submission.page_id)
    newest = page.latest_revision
    is_agreed = newest is not None and agreeing.is_agreed(newest)
    version = page.get_latest_revision_as_object()
    if (submission.byline, version.project, version.teller) == (byline, project, teller):
        return submission
    elsewhere.take_away_name(page, project, teller)
    version.project, version.teller = project, teller
    revision = version.save_revision(user=None, log_action=True)
    submission.page = page
    submission.byline, submission.byline_name = byline, project.title if project else teller
    if submission.typed:
        drafts.take_over_name(submission, newest, revision, teller, project)
    if is_agreed:
        submission.agreed_revision = revision
    move(submission, "revise", by_sender=True)
    following.review_anew(submission)
    submission.refresh_from_db()
    return submission
