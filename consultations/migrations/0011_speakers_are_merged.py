import django.db.models.deletion
from django.db import migrations, models

from ledger.triggers import forbid_change, forbid_value

_NO_CHAIN = """
NEW.merged_into_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM consultations_appearance a WHERE a.speaker_id = NEW.id)
    OR EXISTS (SELECT 1 FROM consultations_speaker s WHERE s.merged_into_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM consultations_speaker s
        WHERE s.id = NEW.merged_into_id AND s.merged_into_id IS NOT NULL
    )
)
"""
_IS_MERGED = """
EXISTS (
    SELECT 1 FROM consultations_speaker s
    WHERE s.id = NEW.speaker_id AND s.merged_into_id IS NOT NULL
)
"""
_LOCKING = "PERFORM 1 FROM consultations_speaker WHERE id = NEW.speaker_id FOR SHARE"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0010_guard_placed_paragraphs"),
        ("ledger", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="speaker",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="consultations.speaker",
                verbose_name="merged into",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="speaker_merges_into_another",
            ),
        ),
        migrations.CreateModel(
            name="SpeakerMerge",
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
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_in",
                        to="consultations.speaker",
                        verbose_name="record that stays",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="consultations.speaker",
                        verbose_name="record that goes",
                    ),
                ),
                (
                    "moved",
                    models.ManyToManyField(
                        related_name="+", to="consultations.appearance", verbose_name="moved"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="consultations.speakermerge",
                        verbose_name="undoes",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of speakers",
                "verbose_name_plural": "merges of speakers",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="speaker_merge_gives_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged", models.F("kept")), _negated=True),
                        name="speaker_merge_joins_two",
                    ),
                ],
            },
        ),
        forbid_change("consultations_speakermerge"),
        forbid_value(
            "consultations_speaker",
            "merged_into_id",
            where=_NO_CHAIN,
            message="a speaker who is merged has no appearances, and nobody is merged into them",
        ),
        forbid_value(
            "consultations_appearance",
            "speaker_id",
            where=_IS_MERGED,
            message="a speaker who is merged has no appearances",
            locking=_LOCKING,
        ),
    ]
