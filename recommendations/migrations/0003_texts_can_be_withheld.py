from django.db import migrations, models

from ledger.triggers import allow_change, forbid_change

_SIGNED_AND_SAID = (
    "recommendation_id",
    "number",
    "kept_title",
    "kept_text",
    "addressees",
    "language",
    "change",
    "kept_note",
    "published_by_id",
    "published_at",
    "fingerprint",
)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0002_guards")]

    operations = [
        allow_change("recommendations_version"),
        migrations.RenameField("version", "title", "kept_title"),
        migrations.RenameField("version", "text", "kept_text"),
        migrations.RenameField("version", "note", "kept_note"),
        migrations.AddField(
            "version",
            "withheld_reason",
            models.TextField(
                blank=True,
                default="",
                help_text="Empty while the text is shown.",
                verbose_name="why it is withheld",
            ),
            preserve_default=False,
        ),
        forbid_change("recommendations_version", _SIGNED_AND_SAID),
    ]
