from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_create_people")]
    operations = [
        migrations.AlterField(
            model_name="grant",
            name="power",
            field=models.CharField(
                choices=[
                    ("cso", "sustainability lead"),
                    ("supplier_administrator", "supplier administrator"),
                    ("hr", "people administrator"),
                    ("author", "author"),
                    ("auditor", "auditor"),
                ],
                max_length=30,
                verbose_name="power",
            ),
        ),
    ]
