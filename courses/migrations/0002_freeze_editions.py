from django.db import migrations

from courses.triggers import EDITIONS


def freeze(apps, schema_editor):
    EDITIONS.freeze(schema_editor)


def unfreeze(apps, schema_editor):
    EDITIONS.unfreeze(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_create_courses")]
    operations = [migrations.RunPython(freeze, unfreeze)]
