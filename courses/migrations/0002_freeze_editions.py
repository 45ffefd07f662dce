from django.db import migrations

from courses import triggers


def freeze(apps, schema_editor):
    triggers.freeze(schema_editor)


def unfreeze(apps, schema_editor):
    triggers.unfreeze(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_create_courses")]
    operations = [migrations.RunPython(freeze, unfreeze)]
