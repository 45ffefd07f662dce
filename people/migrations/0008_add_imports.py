import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import people.imports.models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_let_people_return'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('kind', models.CharField(choices=[('organisation_added', 'new organisation'), ('organisation_changed', 'changed organisation'), ('joined', 'joins'), ('returned', 'returns'), ('moved', 'moves'), ('left', 'leaves'), ('changed', 'changed')], max_length=24, verbose_name='kind')),
                ('reference', models.CharField(max_length=60, verbose_name='reference')),
                ('name', models.CharField(max_length=400, verbose_name='name')),
                ('facts', models.JSONField(verbose_name='facts')),
            ],
        ),
        migrations.CreateModel(
            name='ImportFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('is_note', models.BooleanField(default=False, verbose_name='only a note')),
                ('sheet', models.CharField(blank=True, max_length=20, verbose_name='sheet')),
                ('row', models.PositiveIntegerField(default=0, verbose_name='row')),
                ('column', models.CharField(blank=True, max_length=100, verbose_name='column')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('value', models.CharField(blank=True, max_length=100, verbose_name='value')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
            ],
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(blank=True, upload_to=people.imports.models.private_name, verbose_name='file')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('state', models.CharField(choices=[('checking', 'being checked'), ('faulty', 'has errors'), ('ready', 'ready to apply'), ('applying', 'being applied'), ('done', 'applied'), ('discarded', 'discarded')], default='checking', max_length=10, verbose_name='state')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('plan_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the plan')),
                ('renewed_at', models.DateTimeField(blank=True, null=True, verbose_name='shown anew at')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded at')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked at')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied at')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='file deleted at')),
            ],
        ),
        migrations.AddField(
            model_name='importrun',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importfault',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='faults', to='people.importrun'),
        ),
        migrations.AddField(
            model_name='importchange',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='people.importrun'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['by', '-uploaded_at'], name='import_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('applied_at', None)), _connector='OR'), name='import_is_done_when_applied'),
        ),
        migrations.AddConstraint(
            model_name='importfault',
            constraint=models.UniqueConstraint(fields=('run', 'position'), name='one_fault_a_position'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(fields=['run', 'kind', 'position'], name='changes_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='importchange',
            constraint=models.UniqueConstraint(fields=('run', 'position'), name='one_change_a_position'),
        ),
    ]
