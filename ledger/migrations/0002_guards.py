from django.db import migrations

from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        forbid_change("ledger_entry"),
    ]
