from __future__ import annotations

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0007_suppression_beside"),
    ]

    operations = [
        # Without a default first: rows that are there are nobody's in common.
        migrations.AddField(
            model_name="suppression",
            name="whose",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="whose",
            field=models.UUIDField(null=True, default=uuid.uuid4, editable=False, db_index=True),
        ),
    ]
