"""What an author hands in is read by authors: Wagtail's own moderators are nobody here."""

from django.db import migrations

THEIRS, OURS = "Moderators approval", "another author"


def _rename(apps, before, after, group):
    model = apps.get_model("wagtailcore", "GroupApprovalTask")
    groups = apps.get_model("auth", "Group").objects.filter(name=group)
    for task in model.objects.filter(name=before):
        task.name = after
        task.save()
        task.groups.set(groups)
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=before).update(name=after)


def ours(apps, schema_editor):
    _rename(apps, THEIRS, OURS, "Authors")


def theirs(apps, schema_editor):
    _rename(apps, OURS, THEIRS, "Moderators")


class Migration(migrations.Migration):
    dependencies = [("content", "0002_admit_authors")]

    operations = [migrations.RunPython(ours, theirs)]
