"""Settings of an installation: `crosscheck.toml` and environment; an unknown key or bad value is an error."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipelines.contracts import Contracts, load_contracts

SETTINGS_FILE = "crosscheck.toml"


class SettingsError(ValueError):
    """A setting is wrong: names the key, what was found and what is allowed."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _prefecture_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if not (len(code) in (2, 4, 6) and code.isdigit()):
            raise ValueError(f"'{code}': give 2, 4 or 6 leading digits of GB/T 2260 codes, such as '1501'")
    return codes


def _one_or_several(said: Any) -> Any:
    return (said,) if isinstance(said, str) else said


class Region(_Section):
    """The counties this installation answers for."""

    name: str = "示范地区"
    prefectures: Annotated[tuple[str, ...], AfterValidator(_prefecture_codes)] = ("1501", "1502")

    def holds(self, county: str | None) -> bool:
        """True for a six-digit county code inside the region."""
        return county is not None and county.startswith(self.prefectures)


class ContactIntervals(_Section):
    """Longest time without positive contact, in days, by supervision level."""

    strict: int = Field(default=7, ge=1, le=366)
    ordinary: int = Field(default=15, ge=1, le=366)
    lenient: int = Field(default=30, ge=1, le=366)


class Alerts(_Section):
    """Who is told of what stands out of a night, over which Airflow connection; nobody where both are empty."""

    mail_to: tuple[str, ...] = ()
    mail_connection: str = "crosscheck_smtp"
    #: a connection whose URL takes a POST of {"subject", "text", "alerts"}
    webhook_connection: str | None = None


class Guards(_Section):
    """When a delivery stands out against its dataset's own recent ones; shares are of its rows."""

    #: beyond the usual number by this many median deviations nothing is chance
    deviations: int = Field(default=5, ge=1, le=100)
    #: rows set aside for a repeated key
    most_repeated_share: float = Field(default=0.01, gt=0, lt=1)
    #: rows that say something happened after the delivery's own date: warned of, and held
    most_future_share: float = Field(default=0.01, gt=0, lt=1)
    held_future_share: float = Field(default=0.1, gt=0, le=1)
    #: a column's filled share may fall by this much
    most_emptied_share: float = Field(default=0.1, gt=0, lt=1)
    #: times the usual rows
    most_times_recent_rows: float = Field(default=3, gt=1, le=1000)
    #: a county of a full delivery below this share of its own recent rows keeps its earlier rows
    least_share_of_full_county_rows: float = Field(default=0.5, gt=0, lt=1)
    #: working days on which the same rows came again
    most_same_deliveries: int = Field(default=10, ge=2, le=366)
    #: times the usual new findings of a rule, and how few never count, before one delivery is suspected
    most_times_recent_findings: float = Field(default=3, gt=1, le=1000)
    least_suspect_findings: int = Field(default=10, ge=2, le=100_000)


class EngineLimits(_Section):
    """Limits of the embedded engine."""

    memory_limit: str = Field(default="2GB", pattern=r"^\d+(MB|GB)$")
    threads: int = Field(default=2, ge=1, le=256)
    temporary_limit: str = Field(default="20GB", pattern=r"^\d+(MB|GB)$")


class Settings(BaseSettings):
    """All settings with their embedded defaults; environment names are `CROSSCHECK_<KEY>`, sections by `__`."""

    model_config = SettingsConfigDict(env_prefix="CROSSCHECK_", env_nested_delimiter="__", extra="forbid", frozen=True)

    home: Path = Path("var")
    inbox: Path = Path("data/sample/inbox")
    #: folder of declared sources; datasets none of them claims come from the inbox
    sources: Path | None = None
    #: folder into which people put filled-in workbooks
    replies: Path | None = None
    ledger_url: SecretStr | None = None
    #: weights of identity a person adopted (made by `crosscheck train-weights`); unset: those shipped
    identity_weights: Path | None = None
    region: Region = Region()
    contact_intervals: ContactIntervals = ContactIntervals()
    #: the same by county code, where a county has set its own
    county_contact_intervals: dict[str, ContactIntervals] = {}
    #: days the register may lag before absence from it counts (rules §2)
    register_grace_days: int = Field(default=3, ge=0, le=30)
    #: days a contact record may lag before a person counts as lost
    contact_grace_days: int = Field(default=3, ge=0, le=30)
    #: days in correction by which a report to the border authority must stand (S10); unset: nobody is asked for
    exit_report_days: int | None = Field(default=None, ge=1, le=366)
    #: a delivery below this share of the median of its own recent ones is held
    least_share_of_recent_rows: float = Field(default=0.5, gt=0, lt=1)
    #: a county below this share of its own recent rows is silent
    least_share_of_county_rows: float = Field(default=0.1, gt=0, lt=1)
    #: days the data may take to show what people said to be corrected
    corrected_grace_days: int = Field(default=7, ge=0, le=366)
    guards: Guards = Guards()
    #: nights, reports and deliveries older than this and used by no kept night may be removed; unset: never
    retention_days: int | None = Field(default=None, ge=30)
    #: 漏管/脱管 are labels: offices use the words differently
    labels: dict[str, str] = {}
    #: what encrypted ZIPs are opened with, by system: one password, or several (`["new", "old"]`) tried in order
    archive_passwords: dict[str, Annotated[tuple[SecretStr, ...], BeforeValidator(_one_or_several)]] = {}
    #: keys the digests that stand for personal record keys; set your own in production
    pseudonym_key: SecretStr = SecretStr("crosscheck-sample")
    engine: EngineLimits = EngineLimits()
    alerts: Alerts = Alerts()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values win over the environment, the environment over files of secrets, those over the file."""
        return (init_settings, env_settings, file_secret_settings)

    def resolved_ledger_url(self) -> str:
        """The configured SQLAlchemy URL, or the SQLite file in the home folder."""
        if self.ledger_url is not None:
            return self.ledger_url.get_secret_value()
        return f"sqlite:///{self.home / 'ledger.db'}"

    def label(self, rule_id: str, default: str) -> str:
        """The label an office uses for a rule."""
        return self.labels.get(rule_id, default)


def load_settings(file: Path | None = None, **explicit: Any) -> Settings:
    """Read settings.

    `file` defaults to `crosscheck.toml` in the working directory where there is one; relative paths in it
    are relative to it.

    Raises:
        SettingsError: unreadable file, unknown key or bad value; the message names key and cure.
    """
    path = file or Path(SETTINGS_FILE)
    if file is not None and not path.is_file():
        raise SettingsError(f"settings file {path} does not exist; create it or leave --settings away")
    values: dict[str, Any] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: not readable as TOML: {error}") from None
        for key in ("home", "inbox", "sources", "identity_weights", "replies"):
            if isinstance(values.get(key), str):
                values[key] = str(path.parent / values[key])

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (init_settings, env_settings, file_secret_settings, _Fixed(settings_cls, values))

    try:
        return FromFile(_secrets_dir=_secrets_folder(), **explicit)
    except ValidationError as error:
        raise SettingsError(_explain(error, path)) from None


def _secrets_folder() -> Path | None:
    """Where files named `crosscheck_<key>` hold one secret each: CROSSCHECK_SECRETS, such as /run/secrets.

    Raises:
        SettingsError: it is named, but there is no such folder.
    """
    named = os.environ.get("CROSSCHECK_SECRETS")
    if named and not Path(named).is_dir():
        raise SettingsError(f"CROSSCHECK_SECRETS names {named}, which is no folder; mount it or leave it away")
    return Path(named) if named else None


class _Fixed(TomlConfigSettingsSource):
    """Values already read from the file, so that its errors name the file."""

    def __init__(self, settings_cls: type[BaseSettings], values: dict[str, Any]) -> None:
        super().__init__(settings_cls, toml_file=None)
        self.init_kwargs = values

    def __call__(self) -> dict[str, Any]:
        return self.init_kwargs


def _explain(error: ValidationError, path: Path) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            lines.append(f"unknown setting '{key}'; known settings: {known}")
        else:
            lines.append(f"setting '{key}': {problem['msg']}")
    return f"{path} or environment CROSSCHECK_*: " + "; ".join(lines)


@dataclass(frozen=True)
class Night:
    """What every step computes for: one business date under one set of settings."""

    settings: Settings
    contracts: Contracts
    business_date: date
    #: the corrected view of a past night: with what came up to this later night; none: as it was known on the night
    as_known: date | None = None

    def __post_init__(self) -> None:
        """A night as known on itself is the night.

        Raises:
            SettingsError: as known before the night itself.
        """
        if self.as_known is not None and self.as_known < self.business_date:
            raise SettingsError(f"night {self.business_date} cannot be computed as known earlier, on {self.as_known}")
        if self.as_known == self.business_date:
            object.__setattr__(self, "as_known", None)

    @classmethod
    def of(cls, settings: Settings, business_date: date, as_known: date | None = None) -> Night:
        """The night of a business date under the shipped contracts."""
        return cls(settings, load_contracts(), business_date, as_known)

    @property
    def known_by(self) -> date:
        """The last night whose arrivals count."""
        return self.as_known or self.business_date

    @property
    def name(self) -> str:
        """`<D>`, or `<D>@<X>` for the corrected view as known on X: what its folders are called."""
        day = self.business_date.isoformat()
        return day if self.as_known is None else f"{day}@{self.as_known.isoformat()}"

    @property
    def landing(self) -> Path:
        """Root of the bytes as received."""
        return self.settings.home / "landing"

    @property
    def canonical(self) -> Path:
        """Root of the typed rows, per dataset and delivery."""
        return self.settings.home / "canonical"

    def folder(self, step: str) -> Path:
        """Where one step of this night leaves its results."""
        return self.settings.home / "nights" / self.name / step

    @property
    def reports(self) -> Path:
        """Where this night's reports stand."""
        return self.settings.home / "reports" / self.name
