from django.db import migrations

from ledger.triggers import forbid_change


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial")]

    operations = [
        forbid_change(
            "consultations_paragraph",
            (
                "document_id",
                "position",
                "kind",
                "level",
                "label",
                "reference",
                "anchor",
                "text",
                "cells",
            ),
            once=(
                "EXISTS (SELECT 1 FROM consultations_document d WHERE d.id = OLD.document_id"
                " AND d.state IN ('public', 'withheld'))"
                " AND EXISTS (SELECT 1 FROM consultations_extractspan s"
                " WHERE s.paragraph_id = OLD.id)"
            ),
        ),
    ]
