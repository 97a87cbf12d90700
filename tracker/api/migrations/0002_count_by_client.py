from django.db import migrations

# As before, but by the client: one that issues itself new tokens gains no new window by it.
COUNT = """
    CREATE OR REPLACE FUNCTION api_count_request(
        token_digest text, address text, window_seconds integer, OUT counted integer, OUT seconds_left integer
    ) LANGUAGE plpgsql AS $$
    DECLARE seen text := current_setting('pledgekeeper.tenant', true); span interval := make_interval(secs => window_seconds);
    BEGIN
        PERFORM set_config('pledgekeeper.tenant', 'programme', true);
        INSERT INTO api_requestcount AS known (caller, began_at, requests)
        VALUES (
            coalesce(
                (SELECT 'client ' || client.id FROM access_apitoken AS token
                 JOIN access_apiclient AS client ON client.id = token.client_id
                 WHERE token.digest = token_digest AND token.revoked_at IS NULL AND client.revoked_at IS NULL
                 AND token.expires_at > clock_timestamp()),
                'address ' || address
            ),
            clock_timestamp(), 1
        )
        ON CONFLICT (caller) DO UPDATE SET
            began_at = CASE WHEN known.began_at > excluded.began_at - span THEN known.began_at ELSE excluded.began_at END,
            requests = CASE WHEN known.began_at > excluded.began_at - span THEN known.requests + 1 ELSE 1 END
        RETURNING requests, greatest(1, ceil(extract(epoch FROM began_at + span - clock_timestamp())))
        INTO counted, seconds_left;
        PERFORM set_config('pledgekeeper.tenant', coalesce(seen, ''), true);
    END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_request_counts'),
    ]

    operations = [
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
