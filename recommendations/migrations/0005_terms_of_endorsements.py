from typing import Any

from django.db import migrations, models

from ledger.triggers import allow_change, forbid_change

_SIGNED = (
    "organisation_id",
    "organisation_name",
    "recommendation_id",
    "version_id",
    "reservation",
    "signed_by_id",
    "capacity",
    "signed_at",
    "source",
)


def _named_since_signed(apps: Any, schema_editor: Any) -> None:
    """All that was signed until now was signed by name."""
    endorsements = apps.get_model("recommendations", "Endorsement")._default_manager
    rows = endorsements.using(schema_editor.connection.alias)
    rows.update(named_from=models.F("signed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_default_naming"),
        ("recommendations", "0004_withholding_and_translations"),
    ]

    operations = [
        allow_change("recommendations_endorsement"),
        migrations.AddField(
            "endorsement",
            "reservation",
            models.TextField(
                blank=True,
                default="",
                help_text="Empty where it endorses in full.",
                verbose_name="reservation",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "endorsement",
            "naming",
            models.CharField(
                choices=[
                    ("named", "Named"),
                    ("unnamed", "Not named"),
                    ("ask-again", "Not named, ask us again"),
                ],
                default="named",
                max_length=10,
                verbose_name="naming",
            ),
        ),
        migrations.AddField(
            "endorsement",
            "ask_again_on",
            models.DateField(blank=True, null=True, verbose_name="ask again on"),
        ),
        migrations.AddField(
            "endorsement",
            "named_from",
            models.DateTimeField(blank=True, null=True, verbose_name="named from"),
        ),
        migrations.AddField(
            "endorsement",
            "counted_from",
            models.DateTimeField(blank=True, null=True, verbose_name="counted unnamed from"),
        ),
        migrations.AddField(
            "endorsement",
            "counted_until",
            models.DateTimeField(blank=True, null=True, verbose_name="counted unnamed until"),
        ),
        migrations.RunPython(_named_since_signed, migrations.RunPython.noop),
        migrations.AddIndex(
            "endorsement",
            models.Index(fields=["recommendation", "counted_from"], name="endorsement_unnamed"),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.CheckConstraint(
                condition=models.Q(named_from__isnull=False, naming="named")
                | (~models.Q(naming="named") & models.Q(named_from=None)),
                name="endorsement_is_named_from_a_moment",
            ),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.CheckConstraint(
                condition=models.Q(ask_again_on__isnull=False, naming="ask-again")
                | (~models.Q(naming="ask-again") & models.Q(ask_again_on=None)),
                name="endorsement_is_asked_again_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.CheckConstraint(
                condition=models.Q(counted_until=None)
                | models.Q(counted_until__gte=models.F("counted_from")),
                name="endorsement_leaves_count_after_it_enters",
            ),
        ),
        forbid_change("recommendations_endorsement", _SIGNED),
    ]
