from typing import Any

from django.db import migrations


def take_over(apps: Any, schema_editor: Any) -> None:
    """What senders agreed to, and how they can be reached, gets rows of its own; where a story stands, a state."""
    Submission = apps.get_model("stories", "Submission")
    Consent = apps.get_model("stories", "Consent")
    Contact = apps.get_model("stories", "Contact")
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    for sent in Submission.objects.select_related("page"):
        reviews = WorkflowState.objects.filter(object_id=str(sent.page_id)).order_by("-pk")
        is_sent_back = bool(reviews) and reviews[0].status == "needs_changes"
        sent.state = "published" if sent.page.live else "changes_requested" if is_sent_back else "in_review"
        sent.title = sent.page.title[:255]
        sent.region = sent.page.region
        sent.agreed_revision_id = sent.page.live_revision_id or sent.page.latest_revision_id
        sent.created_at = sent.moved_at = sent.received_at
        sent.save()
        Consent.objects.create(
            submission=sent,
            people=sent.people,
            translation="any" if sent.may_translate else "none",
            may_reprint=sent.may_reprint,
        )
        if sent.old_contact:
            Contact.objects.create(submission=sent, address=sent.old_contact)


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_submissions"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(take_over)]
