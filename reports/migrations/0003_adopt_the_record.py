from django.db import migrations

# Rows that were written before events told of them are told of now, as they stand. Tables by name: what they were called then.
ADOPT = """
    DO $$
    DECLARE kept text[]; lines text; everything text := '';
    BEGIN
        FOREACH kept SLICE 1 IN ARRAY ARRAY[
            ['access_party', 'id'], ['access_partyevent', 'pgh_id'],
            ['commitments_commitment', 'id'], ['commitments_commitmentversion', 'id'],
            ['commitments_enrolment', 'id'], ['commitments_enrolmentevent', 'pgh_id'],
            ['suppliers_supplier', 'party_id'], ['suppliers_supplierevent', 'pgh_id'],
            ['suppliers_emissionsreport', 'id'], ['suppliers_revision', 'id'], ['suppliers_decision', 'id'],
            ['recycling_ledgerentry', 'id'],
            ['reports_reportschedule', 'id'], ['reports_reportscheduleevent', 'pgh_id'],
            ['reports_reportrun', 'id'], ['reports_compliancereport', 'id']
        ] LOOP
            EXECUTE format('SELECT string_agg(%L || %I, E''\\n'') FROM %I', format('%s %s %s ', kept[1], kept[2], kept[2]), kept[2], kept[1])
            INTO lines;
            everything := concat_ws(E'\\n', nullif(everything, ''), lines);
        END LOOP;
        IF everything <> '' THEN
            PERFORM set_config('pledgekeeper.actor_kind', 'SYSTEM', true), set_config('pledgekeeper.actor_id', 'upgrade', true),
                set_config('pledgekeeper.actor_label', 'upgrade', true), set_config('pledgekeeper.tenant', 'programme', true);
            INSERT INTO records_auditevent
                (actor_kind, actor_id, actor_label, verb, subject_type, subject_id, request_id, facts, digests, transaction_id,
                 sequence, previous_hash, hash)
            VALUES ('', '', '', 'records.adopt_rows', 'records.AuditEvent', 'all', '', '{}', everything, 0, 0, '', '');
        END IF;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_laws"),
        ("suppliers", "0003_laws"),
        ("recycling", "0002_laws"),
        ("commitments", "0002_laws"),
    ]

    operations = [migrations.RunSQL(ADOPT, migrations.RunSQL.noop)]
