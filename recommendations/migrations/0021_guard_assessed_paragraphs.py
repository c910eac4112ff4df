from django.db import migrations

from ledger.triggers import allow_change, forbid_change


class Migration(migrations.Migration):
    """A paragraph on which a finding rests is held as one that was marked is."""

    dependencies = [
        ("recommendations", "0020_reflections"),
        ("consultations", "0010_guard_placed_paragraphs"),
    ]

    operations = [
        allow_change("consultations_paragraph"),
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
                "first_line",
                "last_line",
            ),
            once=(
                "EXISTS (SELECT 1 FROM consultations_document d WHERE d.id = OLD.document_id"
                " AND d.state IN ('public', 'withheld'))"
                " AND (EXISTS (SELECT 1 FROM consultations_extractspan s"
                " WHERE s.paragraph_id = OLD.id)"
                " OR EXISTS (SELECT 1 FROM consultations_placement p"
                " WHERE p.paragraph_id = OLD.id)"
                " OR EXISTS (SELECT 1 FROM recommendations_reflection r"
                " WHERE r.paragraph_id = OLD.id))"
            ),
        ),
    ]
