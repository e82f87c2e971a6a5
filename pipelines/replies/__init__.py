"""Filled-in workbooks taken back: what people wrote becomes answers; what is unclear is listed, never guessed."""

from pipelines.replies.importing import Result, import_files
from pipelines.replies.pickup import pick_up
from pipelines.replies.reading import Place, ReplyError
from pipelines.replies.showing import show

__all__ = ["Place", "ReplyError", "Result", "import_files", "pick_up", "show"]
