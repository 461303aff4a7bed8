"""How a sender can be reached, for them to change and to delete; mails that still wait go with the address."""

from __future__ import annotations

from post_office.models import Email

from home import forgetting
from stories import durable, receiving
from stories.mine.status import ALLOWED
from stories.models import Contact, Submission
from stories.states import IllegalMoveError, locked


@durable.atomic
def reach_at(submission: Submission, address: str, is_told: bool, speaks: str) -> None:
    """Keep this address, and tell it of each change, in this language, if that is wanted. Raises IllegalMoveError."""
    submission = _locked(submission)
    former = Contact.objects.filter(submission=submission).first()
    if former is not None and (former.address != address or not is_told):
        _forget_mails(submission, former.address)
    receiving.reach_at(submission, address, is_told)
    submission.speaks = speaks
    submission.save(update_fields=["speaks"])


@durable.atomic
def unreachable(submission: Submission) -> None:
    """Delete the address, and every mail to it that waits or was sent. Raises IllegalMoveError."""
    submission = _locked(submission)
    former = Contact.objects.filter(submission=submission).first()
    if former is not None:
        _forget_mails(submission, former.address)
        former.delete()


def _locked(submission: Submission) -> Submission:
    submission = locked(submission)
    if submission.state not in ALLOWED["contact"]:
        raise IllegalMoveError(f"contact in {submission.state}")
    return submission


def _forget_mails(submission: Submission, address: str) -> None:
    """Those about this submission alone: the same person may have sent another one."""
    forgetting.mark()
    Email.objects.filter(to=address, message__contains=submission.reference).delete()
