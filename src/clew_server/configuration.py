"""What the server is told from outside: one typed list, each entry an environment variable with its meaning."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec

from clew.errors import UsageError
from clew.store.durable import make_folder
from clew.store.folder import initialise

__all__ = ["Configuration", "configuration", "load_configuration"]

_PREFIX = "CLEW_"
#: Names that the world already uses; all others begin with CLEW_.
_BARE = {"secret_key": "SECRET_KEY", "database_url": "DATABASE_URL", "allowed_hosts": "ALLOWED_HOSTS"}
_SHORTEST_KEY = 40
_FEWEST_LETTERS = 8
_KEY_FILE = "secret-key"
Meaning = msgspec.Meta


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the server is told. Lists are texts with commas.

    >>> load_configuration({"CLEW_PORT": "9000", "SECRET_KEY": "k" * 3 + "0123456789abcdef" * 4}).port
    9000
    """

    data: Annotated[Path, Meaning(description="the data folder: journal, tables, accounts, jobs")] = Path("clew-data")
    host: Annotated[str, Meaning(description="the address to listen at")] = "127.0.0.1"
    port: Annotated[int, Meaning(description="the port to listen at")] = 8000
    secret_key: Annotated[
        str, Meaning(description="signs sessions; made and kept in the data folder (mode 600) where it is not set")
    ] = ""
    database_url: Annotated[
        str, Meaning(description="postgresql://user:password@host:port/name; without it SQLite in the data folder")
    ] = ""
    allowed_hosts: Annotated[
        tuple[str, ...], Meaning(description="names this server is reached by; required unless it listens on loopback")
    ] = ()
    public_url: Annotated[
        str, Meaning(description="how links in e-mails begin, as https://clew.example.org; without it host and port")
    ] = ""
    trusted_proxies: Annotated[
        int, Meaning(description="how many proxies stand before the server and append to X-Forwarded-For")
    ] = 0
    insecure_cookies: Annotated[
        bool, Meaning(description="yes: cookies also travel without TLS beyond loopback; only for a closed network")
    ] = False
    owner: Annotated[str, Meaning(description="e-mail of the owner made at first start")] = "owner@localhost"
    email_url: Annotated[
        str,
        Meaning(description="smtp://user:password@host:port, smtps:// or smtp+tls://; unset, no e-mail is sent"),
    ] = ""
    email_from: Annotated[str, Meaning(description="the sender of e-mails")] = "Clew <clew@localhost>"
    email_per_hour: Annotated[
        int,
        Meaning(
            description="invitations to surveys that leave in an hour of the clock at most, all together; 0 is no limit"
        ),
    ] = 0
    oidc_name: Annotated[str, Meaning(description="how the sign-in of your identity provider is called")] = ""
    oidc_server: Annotated[str, Meaning(description="its address (OpenID Connect issuer)")] = ""
    oidc_client_id: Annotated[str, Meaning(description="the client id it gave")] = ""
    oidc_client_secret: Annotated[str, Meaning(description="the client secret it gave")] = ""
    memory: Annotated[str, Meaning(description="memory for questions, as 2GB; each workspace in use may take it")] = (
        "2GB"
    )
    jobs: Annotated[int, Meaning(description="threads for jobs in this process; 0 where `clew worker` runs them")] = 3
    collect_requests: Annotated[
        int, Meaning(description="requests to send data that one key may make in a minute, in each process")
    ] = 600_000
    collect_megabytes: Annotated[
        int, Meaning(description="megabytes that one key may send in a minute, unpacked, in each process")
    ] = 4000
    collect_address_requests: Annotated[
        int, Meaning(description="requests that one address may make in a minute with a key for browsers")
    ] = 12_000
    survey_address_requests: Annotated[
        int, Meaning(description="answer pages of surveys that one address may open or send in a minute")
    ] = 3000
    watch_folders: Annotated[
        tuple[str, ...],
        Meaning(
            description="absolute folders beneath which folders may be watched; those in DATA/server/watched always may"
        ),
    ] = ()
    smallest_group: Annotated[
        int, Meaning(description="groups with fewer answers are not shown to viewers, nor opened")
    ] = 5

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def has_secure_cookies(self) -> bool:
        """Whether cookies travel over TLS only."""
        return not self.is_loopback and not self.insecure_cookies

    @property
    def address(self) -> str:
        """How a person reaches the server, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def server_folder(self) -> Path:
        """The folder of what belongs to the server alone, inside the data folder."""
        return self.data / "server"

    def refuse_what_is_unsafe(self) -> None:
        """Raise UsageError for a weak secret key, or a public address without names."""
        key = self.secret_key
        if key and (len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_LETTERS):
            raise UsageError(
                f"SECRET_KEY is too weak: at least {_SHORTEST_KEY} characters, {_FEWEST_LETTERS} of them different."
                " Leave it unset and one is made and kept."
            )
        if not self.is_loopback and not self.allowed_hosts:
            raise UsageError(
                f"The server would listen at {self.host}, beyond this machine: say in ALLOWED_HOSTS by which names it"
                " is reached, as ALLOWED_HOSTS=clew.example.org"
            )


def variable(field: str) -> str:
    """Return the environment variable of a field.

    >>> variable("port"), variable("secret_key")
    ('CLEW_PORT', 'SECRET_KEY')
    """
    return _BARE.get(field, f"{_PREFIX}{field.upper()}")


def meanings() -> dict[str, tuple[str, str]]:
    """Return each environment variable with what it means and its default, in words."""
    hints = get_type_hints(Configuration, include_extras=True)
    defaults = Configuration()
    return {
        variable(name): (hints[name].__metadata__[0].description, _shown(getattr(defaults, name)))
        for name in Configuration.__struct_fields__
    }


def load_configuration(environment: Mapping[str, str], **given: Any) -> Configuration:
    """Return the configuration of ``environment``; what is ``given`` (not None) wins.

    Raises:
        UsageError: a value that cannot be; the text names the variable.
    """
    known = {variable(name): name for name in Configuration.__struct_fields__}
    values: dict[str, Any] = {known[name]: value for name, value in environment.items() if name in known and value}
    values.update({name: value for name, value in given.items() if value is not None})
    for name in ("allowed_hosts", "watch_folders"):
        if isinstance(values.get(name), str):
            values[name] = tuple(part.strip() for part in values[name].split(",") if part.strip())
    if isinstance(values.get("insecure_cookies"), str):
        values["insecure_cookies"] = values["insecure_cookies"].lower() in {"1", "yes", "true"}
    try:
        found = msgspec.convert(values, Configuration, strict=False, dec_hook=lambda _kind, value: Path(value))
    except msgspec.ValidationError as error:
        raise UsageError(f"The environment cannot be: {_named(str(error))}") from None
    found.refuse_what_is_unsafe()
    return found


@cache
def configuration() -> Configuration:
    """Return the configuration of this process, with a secret key: made and kept at first use."""
    found = load_configuration(os.environ)
    return found if found.secret_key else msgspec.structs.replace(found, secret_key=_kept_key(found.server_folder))


def _kept_key(folder: Path) -> str:
    """Return the secret key that the data folder keeps; made (mode 600) where there is none."""
    path = folder / _KEY_FILE
    initialise(folder.parent)
    make_folder(folder)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _named(message: str) -> str:
    for name in Configuration.__struct_fields__:
        message = message.replace(f"$.{name}", variable(name))
    return message
