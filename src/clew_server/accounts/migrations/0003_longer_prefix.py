from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit")]
    operations = [migrations.AlterField("key", "prefix", models.CharField(max_length=24))]
