"""The passwords archives are opened with: a setting per system, never shown, never logged."""

from __future__ import annotations

import hashlib

from pipelines.settings import Night, SettingsError


def archive_passwords(night: Night, system: str) -> tuple[bytes, ...]:
    """The passwords of a system in the order they are tried, each as UTF-8 and, where that differs, as GBK.

    Raises:
        SettingsError: a password is set for a system there is none of.
    """
    said = night.settings.archive_passwords
    if unknown := set(said) - set(night.contracts.sources):
        raise SettingsError(
            f"setting 'archive_passwords': no system {', '.join(sorted(unknown))}; "
            f"known: {', '.join(night.contracts.sources)}"
        )
    forms = (
        secret.get_secret_value().encode(encoding, "replace")
        for secret in said.get(system, ())
        for encoding in ("utf-8", "gb18030")
    )
    return tuple(dict.fromkeys(forms))


def digest(passwords: tuple[bytes, ...], key: bytes) -> str:
    """Tells whether other passwords are set than before; a slow hash under the installation's own key."""
    joined = hashlib.sha256(b"\0".join(passwords)).digest()
    return hashlib.pbkdf2_hmac("sha256", joined, b"archive_passwords" + key, 100_000)[:6].hex()
