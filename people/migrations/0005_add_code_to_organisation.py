from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_freeze_audit_events")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="code",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="code"),
            preserve_default=False,
        ),
    ]
