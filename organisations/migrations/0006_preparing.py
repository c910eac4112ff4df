from django.db import migrations, models

_RIGHT = {"default": False, "verbose_name": "may prepare endorsements"}
_SECOND = {
    "default": False,
    "help_text": "One prepares an endorsement, another one signs it.",
    "verbose_name": "two people are needed to sign",
}


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_default_naming")]

    operations = [
        migrations.AddField("representative", "may_prepare", models.BooleanField(**_RIGHT)),
        migrations.AddField(
            "historicalrepresentative", "may_prepare", models.BooleanField(**_RIGHT)
        ),
        migrations.AddField(
            "organisation", "requires_second_signatory", models.BooleanField(**_SECOND)
        ),
        migrations.AddField(
            "historicalorganisation", "requires_second_signatory", models.BooleanField(**_SECOND)
        ),
    ]
