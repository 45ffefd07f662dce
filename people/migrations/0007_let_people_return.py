from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_give_organisations_codes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='one_membership_an_employee_number',
        ),
        migrations.AddField(
            model_name='membership',
            name='work_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail at work'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('employee_number', ''), _negated=True), ('last_day', None)), fields=('organisation', 'employee_number'), name='one_open_membership_an_employee_number'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='one_organisation_a_code'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('employee_number', ''), _negated=True), fields=['employee_number'], name='membership_by_number'),
        ),
    ]
