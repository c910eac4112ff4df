import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import organisations.names
from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_guards"),
        ("recommendations", "0003_texts_can_be_withheld"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalTranslation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "title",
                    models.CharField(
                        max_length=200,
                        validators=[organisations.names.validate_plain_line],
                        verbose_name="title",
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
                (
                    "translator",
                    models.CharField(
                        help_text="As it is shown, for example: the secretariat; a machine, not checked.",
                        max_length=200,
                        validators=[organisations.names.validate_plain_line],
                        verbose_name="whose translation",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.version",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical translation",
                "verbose_name_plural": "historical translations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="WithholdingDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_withheld", models.BooleanField(verbose_name="withheld")),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="recommendations.version",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision to withhold",
                "verbose_name_plural": "decisions to withhold",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "title",
                    models.CharField(
                        max_length=200,
                        validators=[organisations.names.validate_plain_line],
                        verbose_name="title",
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
                (
                    "translator",
                    models.CharField(
                        help_text="As it is shown, for example: the secretariat; a machine, not checked.",
                        max_length=200,
                        validators=[organisations.names.validate_plain_line],
                        verbose_name="whose translation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="recommendations.version",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["version", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "language"),
                        name="translation_once_in_a_language",
                        violation_error_message="This version has a translation into this language.",
                    )
                ],
            },
        ),
        forbid_change("recommendations_withholdingdecision"),
    ]
