import django.db.models.deletion
from django.db import migrations, models

from ledger.triggers import allow_change, forbid_change

# Everything but whether it is withheld.
_PARAGRAPH = (
    "document_id",
    "position",
    "kind",
    "level",
    "label",
    "reference",
    "anchor",
    "text",
    "cells",
)
_ONCE = (
    "EXISTS (SELECT 1 FROM consultations_document d WHERE d.id = OLD.document_id"
    " AND d.state IN ('public', 'withheld'))"
    " AND EXISTS (SELECT 1 FROM consultations_extractspan s WHERE s.paragraph_id = OLD.id)"
)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_original_files"), ("ledger", "0002_guards")]

    operations = [
        allow_change("consultations_paragraph"),
        migrations.AddField(
            model_name="paragraph",
            name="withheld_reason",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="Public. Empty while its words are shown.",
                verbose_name="why it is withheld",
            ),
            preserve_default=False,
        ),
        forbid_change("consultations_paragraph", _PARAGRAPH, once=_ONCE),
        migrations.CreateModel(
            name="ParagraphDecision",
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
                    "fingerprint",
                    models.CharField(max_length=64, verbose_name="fingerprint of the words"),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.entry",
                        verbose_name="ledger entry",
                    ),
                ),
                (
                    "paragraph",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="consultations.paragraph",
                        verbose_name="paragraph",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a paragraph",
                "verbose_name_plural": "decisions on paragraphs",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="paragraph_decision_gives_reason",
                    )
                ],
            },
        ),
        forbid_change("consultations_paragraphdecision"),
    ]
