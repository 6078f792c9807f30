"""How often an e-mail was tried, when it was handed over, when it is tried again."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns of the sent e-mails."""

    dependencies: ClassVar = [("dashboards", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField("sent", "tries", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("sent", "handed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("sent", "next_at", models.DateTimeField(blank=True, null=True)),
    ]
