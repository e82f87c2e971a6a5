"""Settings: a wrong key or value is one clear line; the environment wins over the file."""

from __future__ import annotations

import pytest

from pipelines.settings import SettingsError, load_settings


def written(tmp_path, text):
    path = tmp_path / "crosscheck.toml"
    path.write_text(text, "utf-8")
    return path


def test_paths_in_the_file_are_relative_to_it(tmp_path):
    settings = load_settings(written(tmp_path, 'home = "var"\ninbox = "in"\n'))
    assert settings.home == tmp_path / "var"
    assert settings.inbox == tmp_path / "in"


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_REGISTER_GRACE_DAYS", "5")
    monkeypatch.setenv("CROSSCHECK_CONTACT_INTERVALS__STRICT", "3")
    settings = load_settings(written(tmp_path, "register_grace_days = 2\n"))
    assert settings.register_grace_days == 5
    assert settings.contact_intervals.strict == 3
    assert settings.contact_intervals.ordinary == 15


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("register_grace = 3\n", "unknown setting 'register_grace'; known settings: .*register_grace_days"),
        ("register_grace_days = 99\n", "setting 'register_grace_days': .*less than or equal to 30"),
        ("exit_report_days = 0\n", "setting 'exit_report_days': .*greater than or equal to 1"),
        ('[region]\nprefectures = ["呼和浩特"]\n', "setting 'region.prefectures': .*GB/T 2260"),
        ("[contact_intervals]\nstrikt = 7\n", "unknown setting 'contact_intervals.strikt'"),
        ("home = \n", "not readable as TOML"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_the_key_and_the_cure(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        load_settings(written(tmp_path, text))


def test_a_named_settings_file_must_exist(tmp_path):
    with pytest.raises(SettingsError, match="does not exist"):
        load_settings(tmp_path / "none.toml")


def test_secrets_do_not_show_when_settings_are_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_PSEUDONYM_KEY", "s3cret-key")
    monkeypatch.setenv("CROSSCHECK_LEDGER_URL", "postgresql://u:pa55@h/db")
    settings = load_settings(written(tmp_path, ""))
    assert "s3cret" not in repr(settings)
    assert "pa55" not in repr(settings)
    assert settings.resolved_ledger_url() == "postgresql://u:pa55@h/db"


def test_a_secret_may_come_from_a_file_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / "crosscheck_ledger_url").write_text("sqlite:////from/a/file.db\n")
    (tmp_path / "airflow_fernet_key").write_text("of no concern to us")
    monkeypatch.setenv("CROSSCHECK_SECRETS", str(tmp_path))
    assert load_settings(home=tmp_path).resolved_ledger_url() == "sqlite:////from/a/file.db"
    monkeypatch.setenv("CROSSCHECK_LEDGER_URL", "sqlite:////from/the/environment.db")
    assert load_settings(home=tmp_path).resolved_ledger_url() == "sqlite:////from/the/environment.db"


def test_a_missing_folder_of_secrets_is_an_error_that_names_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_SECRETS", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="nowhere"):
        load_settings(home=tmp_path)
