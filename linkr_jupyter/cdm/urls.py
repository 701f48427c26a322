"""Databases by URL: secrets from the environment or the keyring, sessions read-only."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from ..errors import SourceError

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

_REFERENCE = re.compile(r"\$\{(keyring:)?([A-Za-z_][A-Za-z0-9_.-]*)\}")
_ONLY_REFERENCE = re.compile(rf"^(?:{_REFERENCE.pattern})$")
_POSTGRES = {"postgres", "postgresql"}
_SPARK = {"spark", "pyspark"}
_PACKAGES = {"postgresql": "postgres", "spark": "pyspark"}  # as Ibis names them
_TIMEOUT = "LINKR_STATEMENT_TIMEOUT"  # seconds
_DEFAULT_TIMEOUT = "300"


def holds_secret(url: str) -> bool:
    """Whether a URL has a password written in it, rather than a reference to one.

    Examples
    --------
    >>> holds_secret("postgres://me:secret@host/db"), holds_secret("postgres://me:${PW}@host/db")
    (True, False)
    """
    parts = urlsplit(url)
    in_query = [v for k, v in parse_qsl(parts.query) if k.lower() in {"password", "token", "pwd"}]
    given = [value for value in (_user_info(parts)[1], *in_query) if value]
    return any(not _ONLY_REFERENCE.match(value) for value in given)


def open_url(url: str, schema: str | None) -> tuple[str, BaseBackend, str | None]:
    """Open a database by URL.

    Returns
    -------
    tuple
        Name of the database, backend, schema.

    Raises
    ------
    SourceError
        Whose text never holds the URL, the user or the password.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    query = {key: _filled(value, "") for key, value in parse_qsl(parts.query)}
    schema = schema or query.pop("schema", None)
    if scheme in {"duckdb", "sqlite"}:
        return _open_file(parts, schema)
    try:
        if scheme in _POSTGRES:
            database, backend = _open_postgres(parts, query)
        elif scheme in _SPARK:
            from .spark import open_spark

            database, backend = open_spark(parts, query)
        else:
            database, backend = _open_other(parts)
    except SourceError:
        raise
    except ImportError as error:
        raise SourceError(
            "Connections to {kind} need a package that is not installed ({package}).",
            'Install it: pip install "ibis-framework[{kind}]".',
            field="location",
            kind=_PACKAGES.get(scheme, scheme),
            package=error.name or "",
        ) from error
    except Exception as error:
        # "from None": the driver's error may repeat the URL with its password.
        raise _refused(parts, error) from None
    return database, backend, schema


def _open_file(parts: SplitResult, schema: str | None) -> tuple[str, BaseBackend, str | None]:
    from .opening import open_location

    return open_location(Path(unquote(parts.netloc + parts.path)), schema, None)


def _open_postgres(parts: SplitResult, query: dict[str, str]) -> tuple[str, BaseBackend]:
    ibis_postgres = import_module("ibis.backends.postgres")
    user, password = _user_info(parts)
    user = _filled(user, "")
    database = _filled(unquote(parts.path.lstrip("/")), user)
    given: dict[str, Any] = {
        "host": _filled(parts.hostname or "", user) or None,
        "port": parts.port,
        "user": user or None,
        "password": _filled(password, user) or None,
        "database": database or None,
    }
    timeout = int(float(os.environ.get(_TIMEOUT, _DEFAULT_TIMEOUT)) * 1000)
    options = f"-c default_transaction_read_only=on -c statement_timeout={timeout} -c timezone=UTC"
    given |= query | {"options": f"{options} {query.get('options', '')}".strip()}
    backend = ibis_postgres.Backend()
    backend.do_connect(**{key: value for key, value in given.items() if value is not None})
    _refuse_odd_strings(backend)
    return database or user or "postgres", backend


def _refuse_odd_strings(backend: Any) -> None:
    """Refuse a server where a backslash in a text would let it leave its quotes."""
    with backend.con.cursor() as cursor, backend.con.transaction():
        row = cursor.execute("SHOW standard_conforming_strings").fetchone()
    if row[0] != "on":
        backend.disconnect()
        raise SourceError(
            "This PostgreSQL server has standard_conforming_strings off, which makes texts unsafe.",
            "Ask its administrator to switch it on for your role.",
            field="location",
        )


def _open_other(parts: SplitResult) -> tuple[str, BaseBackend]:
    import ibis

    user, password = _user_info(parts)
    netloc = parts.netloc.rpartition("@")[2]
    if user or password:
        secret = f":{_filled(password, user)}" if password else ""
        netloc = f"{_filled(user, '')}{secret}@{netloc}"
    backend = ibis.connect(urlunsplit(parts._replace(netloc=netloc)))
    return Path(parts.path).name or parts.scheme, backend


def _user_info(parts: SplitResult) -> tuple[str, str]:
    info = parts.netloc.rpartition("@")[0]
    user, _, password = info.partition(":")
    return unquote(user), unquote(password)


def _filled(value: str, user: str) -> str:
    """``value`` with its references replaced."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(2)
        found = _from_keyring(name, user) if match.group(1) else os.environ.get(name)
        if found is None:
            raise SourceError(
                "The secret {name} is not set.",
                "Set it in the environment (or in the keyring) before you start Jupyter.",
                field="location",
                name=name,
            )
        return found

    return _REFERENCE.sub(replace, value)


def _from_keyring(service: str, user: str) -> str | None:
    try:
        keyring = import_module("keyring")
    except ImportError as error:
        raise SourceError(
            "Secrets in the keyring need the package keyring.",
            "Install it: pip install keyring. Or take the secret from the environment: {example}.",
            field="location",
            example="${NAME}",
        ) from error
    secret: str | None = keyring.get_password(service, user)
    return secret


def _refused(parts: SplitResult, error: Exception) -> SourceError:
    _, password = _user_info(parts)
    reason = (str(error).splitlines() or [""])[0]
    secrets = {password, _REFERENCE.sub(lambda m: os.environ.get(m.group(2), ""), password)}
    hidden = any(secret and secret in reason for secret in secrets)
    return SourceError(
        "The {kind} database refused the connection: {reason}",
        "Check host, database, user and password, and that the server can be reached from here.",
        field="location",
        kind=parts.scheme,
        reason=type(error).__name__ if hidden else reason or type(error).__name__,
    )
