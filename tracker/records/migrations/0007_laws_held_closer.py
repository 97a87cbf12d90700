from django.db import migrations

# The function that links events runs as the owner, on text that the application wrote. So nothing that the application
# can make, a temporary view or a function of its own, may be found by a name that the owner's functions use.
PIN = """
    CREATE OR REPLACE FUNCTION records_digest_rows(lines text) RETURNS text LANGUAGE plpgsql STABLE
    SET timezone = 'UTC' SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE line text; asked text[]; found text; digested text[] := '{}';
    BEGIN
        FOREACH line IN ARRAY string_to_array(lines, E'\\n') LOOP
            asked := string_to_array(line, ' ');
            FOR found IN EXECUTE format(
                'SELECT %I || '' '' || records_row_digest(to_jsonb(stored)) FROM public.%I AS stored WHERE %I = %L ORDER BY %I',
                asked[2], asked[1], asked[3], asked[4], asked[2]
            ) LOOP
                digested := digested || (asked[1] || ' ' || asked[2] || ' ' || found);
            END LOOP;
        END LOOP;
        RETURN array_to_string(digested, E'\\n');
    END $$;

    ALTER FUNCTION records_link_event() SET search_path = pg_catalog, public, pg_temp;

    REVOKE EXECUTE ON FUNCTION
        records_link_event(), records_digest_rows(text), records_row_digest(jsonb), records_event_hash(records_auditevent)
    FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_evidence'),
    ]

    operations = [
        migrations.RunSQL(PIN, migrations.RunSQL.noop),
    ]
