"""What is left of a submission when it is erased: the bare fact that there was something, and when."""

from __future__ import annotations

from stories import held
from stories.models import StoryPage, Submission
from stories.storage import private_storage


def scrub(submission: Submission) -> None:
    """Delete everything that somebody told us with it, the page and its translations among it. In a transaction."""
    page = StoryPage.objects.filter(pk=submission.page_id).first()
    if page is not None:
        page.delete()  # and its versions with it (stories.waiting), while the row still says whose they are
    submission.pictures.all().delete()
    held.release(submission.held_pictures.all())
    for document in submission.documents.all():
        private_storage().delete(str(document.file.name))
        document.delete()
    for rows in (submission.messages, submission.contact_looks):
        rows.all().delete()
    for one in ("consent", "contact"):
        if hasattr(submission, one):
            getattr(submission, one).delete()
    Submission.objects.filter(pk=submission.pk).update(
        form="",
        receipt="",
        page=None,
        typed={},
        title="",
        text="",
        link="",
        byline_name="",
        region="",
        language=Submission.UNDETERMINED,
        likeness="",
        alike=None,
        reviewer=None,
        agreed_revision=None,
    )
    submission.refresh_from_db()
