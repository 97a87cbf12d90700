from django.db import migrations

# A child cannot point at another party's parent. Django has no composite foreign keys, so PostgreSQL is told itself.


def same_party(table: str, name: str, parent_column: str, parent: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({parent_column}, party_id) REFERENCES {parent} (id, party_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0001_initial")]

    operations = [
        same_party("suppliers_revision", "revision_of_its_partys_report", "report_id", "suppliers_emissionsreport"),
        same_party("suppliers_decision", "decision_on_its_partys_revision", "revision_id", "suppliers_revision"),
    ]
