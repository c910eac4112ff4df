from django.db import migrations

from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        forbid_change("organisations_verificationdecision"),
    ]
