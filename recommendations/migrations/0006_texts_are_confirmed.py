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
    "signed_by_id",
    "capacity",
    "signed_at",
    "succeeds_id",
    "source",
)


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0005_terms_of_endorsements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        allow_change("recommendations_endorsement"),
        migrations.AddField(
            "endorsement",
            "succeeds",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successor",
                to="recommendations.endorsement",
                verbose_name="succeeds",
            ),
        ),
        migrations.AddField(
            "endorsement",
            "objected_at",
            models.DateTimeField(blank=True, null=True, verbose_name="objected to the new wording"),
        ),
        migrations.AlterField(
            "endorsement",
            "state",
            models.CharField(
                choices=[
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
        migrations.RemoveConstraint("endorsement", "endorsement_stands_once"),
        migrations.AddConstraint(
            "endorsement",
            models.UniqueConstraint(
                condition=models.Q(state__in=["live", "awaiting", "paused"]),
                fields=["organisation", "recommendation"],
                name="endorsement_stands_once",
            ),
        ),
        migrations.AddConstraint(
            "endorsement",
            models.CheckConstraint(
                condition=models.Q(objected_at=None) | ~models.Q(state="live"),
                name="endorsement_objected_to_is_not_live",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint")),
                ("note", models.TextField(verbose_name="note on the change")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a second curator"),
                            ("published", "published"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="recommendations.recommendation",
                        verbose_name="recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed change of wording",
                "verbose_name_plural": "proposed changes of wording",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(state="open"),
                        fields=["recommendation"],
                        name="proposal_is_open_once",
                    )
                ],
            },
        ),
        forbid_change("recommendations_endorsement", _SIGNED),
    ]
