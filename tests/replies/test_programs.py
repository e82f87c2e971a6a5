"""Workbooks as other programs save them: LibreOffice in its own format and in Excel's, WPS with its own habits."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.ledgers import settings_at
from tests.replies.workbooks import DOCUMENT, fill, laid, opened, saved, taken

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    book = opened(laid(settings_at(tmp_path / "home")))
    fill(book, "H01", {"核查结论": "不属实", "原因": "身份误认（不是同一人）", "备注": "查户籍", **DOCUMENT})
    fill(book, "S01", {"核查结论": "属实"})
    fill(book, "R-", {"认定": "不同人", "理由": "出生日期不同"}, sheet="存疑身份")
    return saved(book, tmp_path)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_gives_back_the_same_answers_in_its_own_format_and_in_excels(filled: Path, tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "home")
    assert len(taken(settings, filled).recorded) == 5
    for source, kind in ((filled, "ods"), (tmp_path / "clues.ods", "xlsx"), (filled, "xls")):
        out = tmp_path / kind if kind == "xlsx" else tmp_path
        subprocess.run(
            [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
             "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        told = taken(settings, out / f"clues.{kind}")
        assert (told.clean, told.recorded, told.known) == (True, [], 5)


def test_wps_gives_back_the_same_answers(filled: Path, tmp_path: Path) -> None:
    """Its files: texts in runs of their own style, phonetic guides, texts kept in the cell, cells without addresses."""
    wps = tmp_path / "wps.xlsx"
    with zipfile.ZipFile(filled) as old, zipfile.ZipFile(wps, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/sharedStrings.xml":
                runs = re.sub(
                    r"<si><t(?: xml:space=\"preserve\")?>([^<]{2,})</t></si>",
                    lambda cell: (
                        '<si><r><rPr><sz val="10"/><rFont val="宋体"/></rPr>'
                        f'<t xml:space="preserve">{cell[1][:1]}</t></r><r><t xml:space="preserve">{cell[1][1:]}</t></r>'
                        '<rPh sb="0" eb="1"><t>ピン</t></rPh></si>'
                    ),
                    text.decode(),
                )
                assert runs.count("<r>") > 50
                text = runs.encode()
            if part == "docProps/app.xml":
                text = re.sub(rb"<Application>[^<]*<", b"<Application>WPS Spreadsheets<", text)
            new.writestr(part, text)
    settings = settings_at(tmp_path / "home")
    assert len(taken(settings, filled).recorded) == 5
    told = taken(settings, wps)
    assert (told.clean, told.recorded, told.known) == (True, [], 5)
