import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import tracker.records.media
import uuid
from django.conf import settings
from django.db import migrations, models

from tracker.records.tenancy import same_party, tenant_policy


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_laws'),
        ('records', '0005_kept_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(help_text='in bytes')),
                ('media_type', models.CharField(choices=[(tracker.records.media.MediaType['PDF'], tracker.records.media.MediaType['PDF']), (tracker.records.media.MediaType['XLSX'], tracker.records.media.MediaType['XLSX']), (tracker.records.media.MediaType['CSV'], tracker.records.media.MediaType['CSV']), (tracker.records.media.MediaType['PNG'], tracker.records.media.MediaType['PNG']), (tracker.records.media.MediaType['JPEG'], tracker.records.media.MediaType['JPEG'])], max_length=80)),
                ('file_name', models.CharField(help_text='as its sender called it; never a path of ours', max_length=255)),
                ('title', models.CharField(max_length=200)),
                ('effective_date', models.DateField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('entered_by_client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.apiclient')),
                ('entered_by_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='access.party')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['-recorded_at'],
                'indexes': [models.Index(fields=['sha256'], name='evidence_by_its_hash')],
                'constraints': [models.UniqueConstraint(fields=('id', 'party'), name='evidence_with_its_party'), models.CheckConstraint(condition=models.Q(('size__range', (1, 20971520))), name='evidence_size_bounded'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='evidence_sha256_is_one'), models.CheckConstraint(condition=models.Q(('media_type__in', [tracker.records.media.MediaType['PDF'], tracker.records.media.MediaType['XLSX'], tracker.records.media.MediaType['CSV'], tracker.records.media.MediaType['PNG'], tracker.records.media.MediaType['JPEG']])), name='evidence_of_a_kept_kind'), models.CheckConstraint(condition=models.Q(models.Q(('file_name', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='evidence_is_named'), models.CheckConstraint(condition=models.Q(('entered_by_user__isnull', True), ('entered_by_client__isnull', True), _connector='OR'), name='evidence_entered_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='frozen_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6c359ef6d8992780d334b1e2f02e0894e95d1c19', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_rows_4bd00', table='records_evidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='frozen_table', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Rows of % are never removed.', TG_TABLE_NAME;", hash='d96be190cb292547d81c0318a354345b9c393176', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_frozen_table_84b67', table='records_evidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='written_by_somebody', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF coalesce(current_setting('pledgekeeper.actor_kind', true), '') = '' THEN\n                RAISE EXCEPTION 'Nobody answers for this write to %: records are written by actions.', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='0b28b269c0ed7afd119d3590b67cbbd97e375604', level='STATEMENT', operation='INSERT', pgid='pgtrigger_written_by_somebody_3dc7a', table='records_evidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='recorded_in_time', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                IF NEW.recorded_at NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() THEN\n                    RAISE EXCEPTION 'A row of % bears %, and it is %: what is recorded is committed within 30 s.',\n                        TG_TABLE_NAME, NEW.recorded_at, clock_timestamp() USING ERRCODE = 'serialization_failure';\n                END IF;\n                IF NOT EXISTS (SELECT FROM records_auditevent WHERE transaction_id = pg_current_xact_id()::text::bigint) THEN\n                    RAISE EXCEPTION 'A row of % was written without an audit event in its transaction.', TG_TABLE_NAME;\n                END IF;\n                RETURN NULL;\n            ", hash='184d08608a29488f508080379eb3e231a50bd7a0', operation='INSERT', pgid='pgtrigger_recorded_in_time_9c003', table='records_evidence', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        tenant_policy('records_evidence'),
        same_party('records_evidence', 'evidence_by_its_partys_client', 'entered_by_client_id', 'access_apiclient'),
    ]
