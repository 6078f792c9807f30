from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_longer_prefix")]
    operations = [
        migrations.AlterField(
            "key",
            "scope",
            models.CharField(
                choices=[("collect", "collect"), ("server", "server"), ("read", "read"), ("write", "write")],
                max_length=10,
            ),
        )
    ]
