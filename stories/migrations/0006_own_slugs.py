from django.db import migrations, models

import stories.models.submission


class Migration(migrations.Migration):
    """Apart from the one before: PostgreSQL alters no table whose rows were changed in the same transaction."""

    dependencies = [("stories", "0005_apart")]
    operations = [
        migrations.AlterField(
            "submission",
            "slug",
            models.SlugField(max_length=12, unique=True, default=stories.models.submission.new_slug, editable=False),
        ),
    ]
