from django.db import migrations
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat


def give_codes(apps, schema_editor):
    number = Cast(F("pk"), CharField())
    apps.get_model("people", "Organisation").objects.filter(code="").update(
        code=Concat(Value("O"), number)
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0005_add_code_to_organisation")]

    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
