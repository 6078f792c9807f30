"""The forms of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy

from clew_server.accounts.models import User
from clew_server.accounts.words import ROLE_NAMES, SCOPE_TEXTS
from clew_server.jobs.services import queue
from clew_server.policy import ROLES, VIEWER

__all__ = ["AcceptForm", "InviteForm", "KeyForm", "MeForm", "ResetPasswordForm", "RoleForm"]

_ROLES = [(role, ROLE_NAMES[role]) for role in reversed(ROLES)]
_AGES = [
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("a year")),
    ("30", gettext_lazy("30 days")),
    ("", gettext_lazy("until it is revoked")),
]


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_ROLES, initial=VIEWER)


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_ROLES)


class KeyForm(forms.Form):
    """What a new key is for, what it may, how long."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100)
    scope = forms.ChoiceField(label=gettext_lazy("What it may"), choices=list(SCOPE_TEXTS.items()))
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"), choices=_AGES, required=False, coerce=int, empty_value=None
    )


class AcceptForm(forms.Form):
    """Who accepts an invitation and is new: a name and a password."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("A password, at least ten characters"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """Return the fields; a password that is too easy is said so, also where it is like the name or the address."""
        found = super().clean() or {}
        if found.get("password"):
            person = User(email=self._email, name=found.get("name", ""))
            try:
                validate_password(found["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return found


class MeForm(forms.Form):
    """What a person says of themselves."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False,
        choices=[("", gettext_lazy("as the browser asks")), *settings.LANGUAGES],
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=gettext_lazy("Colours"), required=False,
        choices=[("", gettext_lazy("as the device")), ("light", gettext_lazy("light")), ("dark", gettext_lazy("dark"))],
    )  # fmt: skip


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]
    """Asks for a new password. Known or not, the same happens here: a job is queued, and the job looks who it is."""

    def clean_email(self) -> str:
        """Return the address, without looking whether anybody has it."""
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **_: Any) -> str:  # noqa: ARG002 - allauth's signature
        """Queue the e-mail; return the address."""
        email: str = self.cleaned_data["email"]
        queue("accounts.reset", None, unique=email, email=email, language=get_language() or "en")
        return email
