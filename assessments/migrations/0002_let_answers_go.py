from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_create_assessments'),
        ('courses', '0002_freeze_editions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='attempt',
            name='an_attempt_is_graded_when_it_is_submitted',
        ),
        migrations.AddField(
            model_name='attempt',
            name='answers_deleted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='answers deleted at'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='score_expired_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='score expired at'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('critical_missed', None), ('passed', None), ('score', None), ('submitted_at', None)), models.Q(models.Q(('score__isnull', False), ('score_expired_at__isnull', False), _connector='OR'), ('critical_missed__isnull', False), ('passed__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='an_attempt_is_graded_when_it_is_submitted'),
        ),
    ]
