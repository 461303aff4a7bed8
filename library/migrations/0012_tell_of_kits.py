from django.db import migrations
from django.utils import timezone


def tell(apps, schema_editor):
    """Notes of kits are part of the index now, and kits are records: harvesters that were here before are told of them.

    `manage.py prepare`, which is run at every upgrade, makes an empty index anew.
    """
    apps.get_model("home", "SearchEntry").objects.all().delete()
    kits = apps.get_model("library", "KitPage").objects.filter(live=True)
    for path in apps.get_model("wagtailcore", "PageViewRestriction").objects.values_list("page__path", flat=True):
        kits = kits.exclude(path__startswith=path)
    status, now = apps.get_model("library", "RecordStatus"), timezone.now()
    status.objects.bulk_create(
        [
            status(translation_key=work, language=code, is_deleted=False, changed_at=now, sets=" kind:kit ")
            for work, code in kits.order_by("pk").values_list("translation_key", "locale__language_code")
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=["is_deleted", "changed_at", "sets"],
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0006_links_left_alone"), ("library", "0011_members_only")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop, elidable=True)]
