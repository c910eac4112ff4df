import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_guards"),
        ("organisations", "0003_rights_may_end_as_they_begin"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_blanked",
            field=models.BooleanField(default=False, editable=False, verbose_name="blanked"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_blanked", False),
                    models.Q(
                        ("is_active", False),
                        ("is_staff", False),
                        ("is_superuser", False),
                        ("last_login", None),
                        ("name", ""),
                        ("time_zone", ""),
                    ),
                    _connector="OR",
                ),
                name="user_blanked_is_nobody",
            ),
        ),
        migrations.CreateModel(
            name="Blanking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.entry",
                        verbose_name="ledger entry",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blanking",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "blanking of a person",
                "verbose_name_plural": "blankings of people",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="blanking_gives_reason",
                    )
                ],
            },
        ),
        forbid_change("organisations_blanking"),
    ]
