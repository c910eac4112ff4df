from django.db import migrations

from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0001_initial")]

    operations = [
        forbid_change("recommendations_version"),
        forbid_change("recommendations_commentrevision"),
        forbid_change("recommendations_moderationdecision"),
        forbid_change(
            "recommendations_recommendation", ("code", "number"), once="OLD.code IS NOT NULL"
        ),
        forbid_change(
            "recommendations_endorsement",
            (
                "organisation_id",
                "organisation_name",
                "recommendation_id",
                "version_id",
                "signed_by_id",
                "capacity",
                "signed_at",
                "source",
            ),
        ),
    ]
