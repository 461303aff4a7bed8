from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stories", "0003_agreed_before")]
    operations = [
        migrations.RemoveField(model_name='submission', name='client_token'),
        migrations.RemoveField(model_name='submission', name='old_contact'),
        migrations.RemoveField(model_name='submission', name='may_reprint'),
        migrations.RemoveField(model_name='submission', name='may_translate'),
        migrations.RemoveField(model_name='submission', name='people'),
    ]
