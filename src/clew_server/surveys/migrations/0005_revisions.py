"""Changes of answers, of who is asked and of what was sent to them are counted: results know when they have to read."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

import clew_server.surveys.models.responses


def place(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give messages that were there before the way of the participant they are for."""
    whose = apps.get_model("surveys", "Participant").objects.filter(id=OuterRef("participant"))
    apps.get_model("surveys", "Delivery").objects.update(distribution=Subquery(whose.values("distribution")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0004_event_look"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="distribution",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="surveys.distribution",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="participant",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="response",
            name="lot",
            field=models.PositiveIntegerField(default=clew_server.surveys.models.responses.draw, editable=False),
        ),
        migrations.RunPython(place, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["distribution", "state", "revision"], name="deliveries_changed"),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["distribution", "state", "revision"], name="participants_changed"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["survey", "changed_at", "revision", "state", "lot"], name="responses_changed"),
        ),
    ]
