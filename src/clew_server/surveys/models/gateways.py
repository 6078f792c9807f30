"""Gateways for text messages, as an owner describes them; their secrets are sealed in files of their own."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

__all__ = ["Gateway"]


class Gateway(models.Model):
    """One gateway: how a message is handed to it (see :mod:`clew_server.surveys.sending.sms.gateway`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=1000)
    method = models.CharField(max_length=4, default="POST")
    headers = models.JSONField(default=dict, blank=True)
    body_kind = models.CharField(max_length=4, default="json")
    body = models.TextField(blank=True)
    #: Codes that mean a message was taken: "200-299", "200, 202".
    success = models.CharField(max_length=60, default="200-299")
    #: Where in a JSON reply the gateway's own id stands: "messages.0.id".
    id_path = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="one_gateway_a_name")]

    def __str__(self) -> str:
        return self.name
