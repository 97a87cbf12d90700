import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from tracker.records.tenancy import same_party, tenant_policy


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_laws'),
        ('records', '0006_evidence'),
        ('suppliers', '0003_laws'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RevisionEvidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('entered_by_client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.apiclient')),
                ('entered_by_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.evidence')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.party')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='suppliers.revision')),
            ],
            options={
                'verbose_name_plural': 'revision evidence',
                'ordering': ['recorded_at'],
                'constraints': [models.UniqueConstraint(fields=('revision', 'evidence'), name='evidence_once_on_a_revision'), models.CheckConstraint(condition=models.Q(('entered_by_user__isnull', True), ('entered_by_client__isnull', True), _connector='OR'), name='attachment_entered_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revisionevidence',
            trigger=pgtrigger.compiler.Trigger(name='frozen_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a4d8799dab1179801fe6e5840dcaa4275dd9137c', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_rows_373c1', table='suppliers_revisionevidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revisionevidence',
            trigger=pgtrigger.compiler.Trigger(name='frozen_table', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Rows of % are never removed.', TG_TABLE_NAME;", hash='a946ba8786f2bfea1314468ae6fe41e916319946', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_frozen_table_b5577', table='suppliers_revisionevidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revisionevidence',
            trigger=pgtrigger.compiler.Trigger(name='written_by_somebody', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF coalesce(current_setting('pledgekeeper.actor_kind', true), '') = '' THEN\n                RAISE EXCEPTION 'Nobody answers for this write to %: records are written by actions.', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='ffb59189ca026422a57208e61c1541aa2ea3572e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_written_by_somebody_e3357', table='suppliers_revisionevidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revisionevidence',
            trigger=pgtrigger.compiler.Trigger(name='recorded_in_time', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                IF NEW.recorded_at NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() THEN\n                    RAISE EXCEPTION 'A row of % bears %, and it is %: what is recorded is committed within 30 s.',\n                        TG_TABLE_NAME, NEW.recorded_at, clock_timestamp() USING ERRCODE = 'serialization_failure';\n                END IF;\n                IF NOT EXISTS (SELECT FROM records_auditevent WHERE transaction_id = pg_current_xact_id()::text::bigint) THEN\n                    RAISE EXCEPTION 'A row of % was written without an audit event in its transaction.', TG_TABLE_NAME;\n                END IF;\n                RETURN NULL;\n            ", hash='18dfcdb24a04e4d649bad55b9dd981ae81b0202e', operation='INSERT', pgid='pgtrigger_recorded_in_time_53b99', table='suppliers_revisionevidence', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        tenant_policy('suppliers_revisionevidence'),
        same_party('suppliers_revisionevidence', 'attachment_to_its_partys_revision', 'revision_id', 'suppliers_revision'),
        same_party('suppliers_revisionevidence', 'attachment_of_its_partys_evidence', 'evidence_id', 'records_evidence'),
        same_party('suppliers_revisionevidence', 'attachment_by_its_partys_client', 'entered_by_client_id', 'access_apiclient'),
    ]
