from django.db import migrations, models

# Who asks is found out among the rows of all parties, and the transaction sees afterwards what it saw before.
COUNT = """
    CREATE FUNCTION api_count_request(
        token_digest text, address text, window_seconds integer, OUT counted integer, OUT seconds_left integer
    ) LANGUAGE plpgsql AS $$
    DECLARE seen text := current_setting('pledgekeeper.tenant', true); span interval := make_interval(secs => window_seconds);
    BEGIN
        PERFORM set_config('pledgekeeper.tenant', 'programme', true);
        INSERT INTO api_requestcount AS known (caller, began_at, requests)
        VALUES (
            coalesce(
                (SELECT 'token ' || token.digest FROM access_apitoken AS token
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

    initial = True

    dependencies = [
        ('access', '0002_laws'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('caller', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('requests', models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL('ALTER TABLE api_requestcount SET UNLOGGED', migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, 'DROP FUNCTION api_count_request'),
    ]
