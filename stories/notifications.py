"""Mail about stories: that one waits, and where; never what it says or who sent it.

Wagtail's own mails name the page, and the title of a story that is not published can endanger the people in it. So they
are not sent for stories; these are. Of comments Wagtail writes, by templates of ours (templates/wagtailadmin) that say
no more either.

They are sent inside the transaction that causes them. In production "sent" means written to the queue in the same
database (EMAIL_BACKEND), so the mail is queued together with the story, or neither is stored. `transaction.on_commit`
would be too late: a process that is killed between the commit and the hook has stored a story that nobody hears of. On
a developer's machine mail goes straight to a server; one that does not answer must not cost a story, so its errors are
logged.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from home import roles
from home.mail import language_of
from home.models import User
from home.telling import wagtails
from stories.models import Contact, ReviewerChoice, Submission
from stories.models.review import ReviewedBySomebodyElse
from stories.reviewing import rights
from stories.steps import pressure

logger = logging.getLogger(__name__)

STORY = ("stories", "storypage")
#: Instead of "It is published", where that would not be so.
TAKEN_OVER = _("It was taken over. Editors make a guide of it.")
WITHOUT_QUESTION = _("It was accepted. Nobody sees it, because its question is not public.")
#: What a sender is told of, by the name of the move or of the message. Of what the sender does they know.
TOLD = {
    "question": _("An editor has a question."),
    "request_changes": _("An editor asks you to change something."),
    "agreement": _("An editor has changed something. It is published when you have agreed to it."),
    "publish": _("It is published."),
    "keep": _("Your change was not taken over. What was published before is unchanged."),
    "take_down": _("An editor has taken it down, to look at it once more."),
    "hide": _("An editor has taken it down, to look at it once more."),
    "decline": _("It will not be published. An editor tells you why."),
    "withdraw": _("It is taken back, and will be deleted within a day."),
    "expire": _("Its time is over. It will be deleted within a day."),
}


def is_about_a_story(state: TaskState | WorkflowState) -> bool:
    """Whether a state of a workflow, or of a task in it, is that of a story."""
    workflow = state.workflow_state if isinstance(state, TaskState) else state
    return ContentType.objects.get_for_id(workflow.content_type_id).natural_key() == STORY


def is_ours(state: TaskState | WorkflowState) -> bool:
    """Whether a mail is written here. Of the review of a translation `home.telling` writes, but not of its approval."""
    if not is_about_a_story(state):
        return False
    is_approved = isinstance(state, WorkflowState) and state.status == WorkflowState.STATUS_APPROVED
    return is_approved or not wagtails.is_of_a_translation(state)


def on_task_submitted(instance: TaskState, user: User | None = None, **kwargs: Any) -> None:
    """Tell the reviewers that a story waits; all but the one who submitted it."""
    if not is_ours(instance):
        return
    if (groups := getattr(instance.task.specific, "groups", None)) is not None:
        members = User.objects.filter(is_active=True, groups__in=groups.all()).exclude(email="")
        if user is not None:
            members = members.exclude(pk=user.pk)
        waiting = members.exclude(wagtail_userprofile__submitted_notifications=False)
        sent = Submission.objects.filter(page=int(instance.workflow_state.object_id)).first()
        is_theirs = isinstance(instance.task.specific, ReviewedBySomebodyElse)
        link = link_to(sent) if sent and is_theirs else _editor_of(instance.workflow_state.object_id)
        if sent is None:
            tell("waiting", waiting, link)
        elif not _stands_behind_another(sent):
            tell("waiting", _not_told_just_now(who_want(waiting, sent)), link)


def on_workflow_ended(instance: WorkflowState, user: User | None = None, **kwargs: Any) -> None:
    """Tell the editor who asked for the review how it went; a sender has no account and hears in another way."""
    asked = instance.requested_by
    if is_ours(instance) and asked is not None and asked != user and asked.is_active and asked.email:
        tell("decided", User.objects.filter(pk=asked.pk), _editor_of(instance.object_id))


def who_want(reviewers: QuerySet[User], sent: Submission) -> QuerySet[User]:
    """Those who want to hear of this language and region; all where nobody does, so that nothing is overlooked."""
    choices = ReviewerChoice.objects.filter(user__in=reviewers)
    unwilling = [one.user_id for one in choices if not one.wants(sent.language, sent.region)]
    willing = reviewers.exclude(pk__in=unwilling)
    return willing if willing.exists() else reviewers


def tell_reviewers(sent: Submission) -> None:
    """Its sender has answered: tell whoever reviews it, else the reviewers who want to hear of such."""
    tell("answered", _in_charge(sent) or who_want(rights.reviewers().exclude(email=""), sent), link_to(sent))


def tell_of_new(sent: Submission) -> None:
    """Something without a page waits: tell whoever reviews it, else the reviewers who want to hear of such."""
    if _stands_behind_another(sent):
        return
    reviewers = rights.reviewers().exclude(email="").exclude(wagtail_userprofile__submitted_notifications=False)
    tell("new", _in_charge(sent) or _not_told_just_now(who_want(reviewers, sent)), link_to(sent))


def _stands_behind_another(sent: Submission) -> bool:
    """Whether it is new and like one that waits already, with which it stands in the queue as one group.

    Of one in another language or region others may want to hear.
    """
    from stories.states import UNDER_REVIEW  # which needs this module

    first = sent.alike
    if first is None or sent.state != Submission.State.RECEIVED or first.state not in UNDER_REVIEW:
        return False
    return (sent.language, sent.region) == (first.language, first.region)


def _not_told_just_now(reviewers: QuerySet[User]) -> QuerySet[User]:
    """All of them; in a flood those alone who were told of nothing new for an hour.

    Where the cache does not answer, everybody is told, and also where what is told of is not stored in the end: rather
    too many mails than a story that nobody hears of.
    """
    if pressure.begun_lately() < pressure.MANY:
        return reviewers
    marks = {f"stories.told.{pk}": pk for pk in reviewers.values_list("pk", flat=True)}
    try:
        told = cache.get_many(marks)
    except Exception as error:  # each kind of cache has errors of its own
        logger.warning("Every mail is sent, the cache does not answer: %s", type(error).__name__)
        return reviewers
    new = {mark: True for mark in marks if mark not in told}
    transaction.on_commit(partial(cache.set_many, new, timeout=pressure.HOUR), robust=True)
    return reviewers.exclude(pk__in=[marks[mark] for mark in told])


def _in_charge(sent: Submission) -> QuerySet[User] | None:
    """Whoever reviews it; None where nobody does, or somebody who does not review any more or whom no mail reaches."""
    found = User.objects.filter(submissions_in_hand=sent).exclude(email="")
    return found if any(rights.is_reviewer(user) for user in found) else None


def tell_editors_of_words_taken_back(page_id: int) -> None:
    """A page is not public any more, because it holds what somebody took back: tell who can mend it."""
    editors = User.objects.filter(is_active=True, groups__name=roles.EDITORS).exclude(email="")
    tell("taken_back", editors, _editor_of(page_id))


def tell_sender(sent: Submission, what: str, by_sender: bool) -> None:
    """Tell the sender of what others did, in their language, if they gave an address for it; never what it says."""
    contact = Contact.objects.filter(submission=sent, is_told=True).first()
    if by_sender or contact is None or what not in TOLD:
        return
    with translation.override(sent.speaks):
        context = {
            "news": _news(sent, what),
            "reference": sent.reference,
            "link": settings.BASE_URL + reverse("mine"),
        }
        subject = render_to_string("stories/email/sender_subject.txt", context).strip()
        text = render_to_string("stories/email/sender.txt", context)
    _mail(subject, text, contact.address)


def _news(sent: Submission, what: str) -> Any:
    """The sentence of it. What has no page of its own is not public because somebody approved it."""
    if what == "publish" and sent.kind == Submission.Kind.GUIDE:
        return TAKEN_OVER
    if what == "publish" and sent.question is not None and sent.question.state != Submission.State.PUBLISHED:
        return WITHOUT_QUESTION
    return TOLD[what]


def _mail(subject: str, text: str, address: str) -> None:
    try:
        send_mail(subject, text, None, [address])
    except OSError as error:  # what connections and smtplib raise; a failing database is not among them
        logger.error("Mail about a story was not sent: %s", type(error).__name__)


def link_to(sent: Submission) -> str:
    """The address at which reviewers find a submission."""
    return settings.BASE_URL + reverse("stories_submission", args=[sent.pk])


def _editor_of(page_id: Any) -> str:
    return settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page_id])


def tell(template: str, recipients: QuerySet[User], link: str, **more: Any) -> int:
    """One mail each, in the language each has chosen for the admin; how many."""
    told = list(recipients.distinct().select_related("wagtail_userprofile").order_by("pk"))
    for user in told:
        with translation.override(language_of(user)):
            context = {"link": link, **more}
            subject = render_to_string(f"stories/email/{template}_subject.txt", context).strip()
            text = render_to_string(f"stories/email/{template}.txt", context)
        _mail(subject, text, user.email)
    return len(told)


def connect() -> None:
    """Connect ours, and let Wagtail's leave stories out."""
    wagtails.leave_out(is_about_a_story)
    task_submitted.connect(on_task_submitted, dispatch_uid="stories.task_submitted")
    workflow_approved.connect(on_workflow_ended, dispatch_uid="stories.workflow_approved")
    workflow_rejected.connect(on_workflow_ended, dispatch_uid="stories.workflow_rejected")
