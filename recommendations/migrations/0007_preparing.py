import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.triggers import allow_change, forbid_change

_SIGNED = (
    "organisation_id",
    "organisation_name",
    "recommendation_id",
    "version_id",
    "reservation",
    "prepared_by_id",
    "note",
    "sign_by",
    "signed_by_id",
    "capacity",
    "signed_at",
    "succeeds_id",
    "source",
)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_preparing"),
        ("recommendations", "0006_texts_are_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        allow_change("recommendations_endorsement"),
        migrations.AddField(
            "endorsement",
            "prepared_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prepared_endorsements",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prepared by",
            ),
        ),
        migrations.AddField(
            "endorsement",
            "note",
            models.TextField(blank=True, default="", verbose_name="note for the signatory"),
            preserve_default=False,
        ),
        migrations.AddField(
            "endorsement",
            "sign_by",
            models.DateField(blank=True, null=True, verbose_name="to be signed by"),
        ),
        migrations.AlterField(
            "endorsement",
            "signed_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signed_endorsements",
                to=settings.AUTH_USER_MODEL,
                verbose_name="signed by",
            ),
        ),
        migrations.AlterField(
            "endorsement",
            "signed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="signed"),
        ),
        migrations.AlterField(
            "endorsement",
            "state",
            models.CharField(
                choices=[
                    ("prepared", "prepared, waits for a signature"),
                    ("declined", "declined by one who may sign"),
                    ("live", "live"),
                    ("awaiting", "asked to confirm"),
                    ("paused", "paused while the organisation is suspended"),
                    ("superseded", "superseded by a later one"),
                    ("withdrawn", "withdrawn"),
                    ("lapsed", "lapsed without an answer"),
                ],
                default="live",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.UniqueConstraint(
                condition=models.Q(state="prepared"),
                fields=["organisation", "recommendation"],
                name="endorsement_is_prepared_once",
            ),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["prepared", "declined"],
                    prepared_by__isnull=False,
                    signed_by=None,
                    signed_at=None,
                )
                | (
                    ~models.Q(state__in=["prepared", "declined"])
                    & models.Q(signed_by__isnull=False, signed_at__isnull=False)
                ),
                name="endorsement_signature_is_whole",
            ),
        ),
        forbid_change("recommendations_endorsement", _SIGNED, once="OLD.signed_at IS NOT NULL"),
    ]
