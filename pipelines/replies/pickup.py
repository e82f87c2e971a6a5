"""Takes what lies in the folder of replies; nothing there is moved, changed or removed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from pipelines.answers.taken import files_taken, note_taken
from pipelines.engine import write_json
from pipelines.engine.listing import files_below
from pipelines.engine.publishing import private_folder
from pipelines.replies.importing import Result, import_files
from pipelines.replies.reading import ENDINGS, ReplyError
from pipelines.settings import Settings

#: What Excel, WPS and LibreOffice leave beside a file that is open.
_NOT_OURS = ("~$", ".~", "~", ".")


def pick_up(settings: Settings, given_at: datetime) -> Result:
    """Import every workbook of the folder that has not been taken whole; files with open points are tried each time.

    What is left open is written to `home/replies/open.json` with file, sheet and row, for the owner alone.

    Raises:
        ReplyError: the setting `replies` names no folder.
        LedgerError: the ledger cannot be read or written.
    """
    folder = settings.replies
    if folder is None or not folder.is_dir():
        raise ReplyError("the setting 'replies' names no folder; set it to the folder people put workbooks into")
    taken = files_taken(settings)
    files = [file for file in waiting(folder) if _hash(file) not in taken]
    result = import_files(settings, files, given_at=given_at)
    note_taken(settings, (file.sha256 for file in result.clean_files()))
    private_folder(settings.home / "replies")
    write_json(result.as_json(), settings.home / "replies" / "open.json")
    return result


def waiting(folder: Path) -> list[Path]:
    """Workbooks in a folder and below, in order.

    Raises:
        OSError: a folder cannot be read.
    """
    return [
        file for file in files_below(folder) if file.suffix.lower() in ENDINGS and not file.name.startswith(_NOT_OURS)
    ]


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""  # listed by the import
