from django.db import migrations

from people.triggers import EVENTS


def freeze(apps, schema_editor):
    EVENTS.freeze(schema_editor)


def unfreeze(apps, schema_editor):
    EVENTS.unfreeze(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_create_audit_log")]
    operations = [migrations.RunPython(freeze, unfreeze)]
