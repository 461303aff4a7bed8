import django.utils.timezone
from django.db import migrations, models

import stories.models.submission


def tell_apart(apps, schema_editor):
    """Each gets a name in addresses of its own; what an editor entered came by phone."""
    Submission = apps.get_model("stories", "Submission")
    for sent in Submission.objects.filter(slug=None).only("pk").iterator():
        Submission.objects.filter(pk=sent.pk).update(slug=stories.models.submission.new_slug())
    Submission.objects.exclude(entered_by=None).update(came_by_phone=True)


class Migration(migrations.Migration):
    dependencies = [("stories", "0004_agreed_elsewhere")]
    operations = [
        migrations.AddField("submission", "slug", models.CharField(max_length=12, null=True, editable=False)),
        migrations.AddField("submission", "came_by_phone", models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            "contact", "given_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AddField("sentdocument", "left_out", models.JSONField(blank=True, default=list)),
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True),
    ]
