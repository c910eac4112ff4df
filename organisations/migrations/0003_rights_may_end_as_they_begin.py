from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(
            model_name="representative", name="representative_ends_after_start"
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends", None), ("ends__gte", models.F("starts")), _connector="OR"
                ),
                name="representative_ends_not_before_start",
            ),
        ),
    ]
