import django.db.models.deletion
from django.db import migrations, models

from ledger.triggers import allow_change, forbid_change

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
    dependencies = [("consultations", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "PDF"),
                            (
                                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                "Word document",
                            ),
                            ("application/vnd.oasis.opendocument.text", "OpenDocument text"),
                            ("text/plain", "plain text"),
                        ],
                        max_length=80,
                        verbose_name="media type",
                    ),
                ),
            ],
            options={
                "verbose_name": "stored file",
                "verbose_name_plural": "stored files",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(size__gt=0), name="stored_file_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            media_type__in=[
                                "application/pdf",
                                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                "application/vnd.oasis.opendocument.text",
                                "text/plain",
                            ]
                        ),
                        name="stored_file_media_type_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="file",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="consultations.storedfile",
                verbose_name="original file",
            ),
        ),
        # The guard of paragraphs reads the documents: on SQLite it would hinder their rebuilding.
        allow_change("consultations_paragraph"),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("file", None),
                    models.Q(("is_stub", False), ("text_basis", "verbatim")),
                    _connector="OR",
                ),
                name="document_with_file_is_the_wording",
            ),
        ),
        forbid_change("consultations_paragraph", _PARAGRAPH, once=_ONCE),
    ]
