from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_people_can_be_blanked")]

    operations = [
        migrations.AddField(
            "organisation",
            "default_naming",
            models.CharField(
                blank=True, editable=False, max_length=10, verbose_name="default naming", default=""
            ),
            preserve_default=False,
        ),
    ]
