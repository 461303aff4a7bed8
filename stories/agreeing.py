"""Whether the sender of a story has agreed to a version of it: to what it says, in their words or an editor's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Revision, TaskState

from stories import notifications
from stories.models import SafetyCheck, SenderAgreementTask, StoryPage, Submission
from stories.reviewing.rights import is_reviewer

#: What a story says. Topics, guides and the date are for editors alone.
SAID = ("title", "slug", "summary", "content_note", "teller", "project_id", "region", "credit", "licence")
#: Those of them that are not in the form with which a sender changes a story (stories.filing).
BESIDE = ("slug", "summary", "credit")


def what_is_said(revision: Revision) -> dict[str, Any]:
    """The parts of a version that its sender must agree to."""
    page = revision.as_object()
    return {name: getattr(page, name) for name in SAID} | {"body": list(page.body.raw_data)}


def is_agreed(revision: Revision) -> bool:
    """Whether nothing more is to be asked of a sender: they sent or agreed to what it says, or there is none."""
    submission = Submission.objects.filter(page=int(revision.object_id)).select_related("agreed_revision").first()
    if submission is None:
        return True
    agreed = submission.agreed_revision
    return agreed is not None and (agreed.pk == revision.pk or what_is_said(agreed) == what_is_said(revision))


def is_checked(revision: Revision) -> bool:
    """Whether somebody checked the safety of a version as it is now, and not of what stood in it before."""
    return SafetyCheck.objects.filter(revision=revision, at__gte=revision.created_at).exists()


def has_unseen_words(submission: Submission, newest: Revision | None) -> bool:
    """Whether editors have written something into the newest version that its sender, who changes it, has not seen."""
    if newest is None or is_agreed(newest):
        return False
    agreed = what_is_said(submission.agreed_revision) if submission.agreed_revision else dict.fromkeys(BESIDE, "")
    now = what_is_said(newest)
    return any(now[name] != agreed[name] for name in BESIDE)


def passed() -> QuerySet[TaskState]:
    """Wagtail's record of every version that came through the sender's task, also of those that were changed since."""
    return TaskState.objects.filter(status=TaskState.STATUS_APPROVED, task__in=SenderAgreementTask.objects.values("pk"))


def was_agreed(revision: Revision) -> bool:
    """Whether its sender agreed to it when it became public, whatever they have sent since."""
    return passed().filter(revision=revision).exists() or is_agreed(revision)


def is_kept(revision: Revision) -> bool:
    """Whether a version must not change any more: somebody has checked it, or its sender agreed to it."""
    return (
        Submission.objects.filter(agreed_revision=revision).exists()
        or SafetyCheck.objects.filter(revision=revision).exists()
        or passed().filter(revision=revision).exists()
    )


def is_own(revision: Revision, user: Any) -> bool:
    """Whether this person wrote a part of a version that is new, or wrote the story down for its sender.

    Everybody wrote it who saved a version since the last one that readers see, or its sender sent or agreed to.
    """
    if revision.user_id is not None and revision.user_id == user.pk:
        return True
    page = StoryPage.objects.filter(pk=int(revision.object_id))
    live, agreed, entered_by = page.values_list(
        "live_revision__created_at", "submission__agreed_revision__created_at", "submission__entered_by"
    ).get()
    if entered_by is not None and entered_by == user.pk:
        return True
    saved = Revision.objects.filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id, user=user.pk
    ).filter(created_at__lte=revision.created_at)
    known = [at for at in (live, agreed) if at is not None]
    return (saved.filter(created_at__gt=max(known)) if known else saved).exists()


def ask(task_state: TaskState) -> None:
    """Tell the sender that a version waits for their word."""
    submission = Submission.objects.get(page=int(task_state.workflow_state.object_id))
    notifications.tell_sender(submission, "agreement", by_sender=False)


def may_be_passed_on(page: StoryPage, user: Any) -> bool:
    """Whether this person may pass on what a sender said for whom the story was written down.

    Whoever wrote it down may, who speaks with the sender, and so may reviewers.
    """
    sent = Submission.objects.filter(page=page.pk, came_by_phone=True).first()
    return sent is not None and ((user.is_active and sent.entered_by_id == user.pk) or is_reviewer(user))


def pass_on_no(task_state: TaskState, user: Any, text: str) -> None:
    """The sender has said no to this version, to somebody who works here: back to the editors."""
    from stories import domain  # which needs this module

    domain.disagree(Submission.objects.get(page=int(task_state.workflow_state.object_id)), text, user)


def pass_on(task_state: TaskState) -> None:
    """The sender has said yes to this version, to somebody who works here."""
    Submission.objects.filter(page=int(task_state.workflow_state.object_id)).update(
        agreed_revision=task_state.revision_id
    )
