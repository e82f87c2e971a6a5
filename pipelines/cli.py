"""The command `crosscheck`. Exit codes: 0 nothing found, 1 findings, 2 error."""

from __future__ import annotations

import errno
import logging
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands import assemble
from pipelines.commands.terminal import ERROR, FORESEEN, FOUND_NOTHING, Invocation

#: what the machine refuses → the cure; which file it was may hold a name, so it is not said
DISK = {
    errno.ENOSPC: "the disk is full: make room below the home folder",
    errno.EDQUOT: "the disk quota is used up: make room below the home folder",
    errno.EACCES: "a file or folder may not be read or written: give this account its rights on the home folder back",
    errno.EPERM: "a file or folder may not be changed: give this account its rights on the home folder back",
    errno.EROFS: "the disk may only be read: mount it for writing",
}

app = typer.Typer(
    name="crosscheck",
    help="法院、公安、司法行政三方数据每晚比对 · nightly comparison of court, police and justice records",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
assemble(app)


@app.callback()
def _common(
    settings: Annotated[Path | None, typer.Option(help="settings file; default ./crosscheck.toml")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="more log lines")] = False,
) -> None:
    Invocation.settings_file = settings
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )


def main() -> None:
    """Entry point: a foreseen error is one line and exit code 2; an unforeseen one tells its place, no values."""
    try:
        sys.exit(app(standalone_mode=False) or FOUND_NOTHING)
    except FORESEEN as error:
        print(f"crosscheck: {error}", file=sys.stderr)
    except Exception as error:
        if hasattr(error, "format_message"):  # the command line itself is wrong: a missing or unknown option
            print(f"crosscheck: {error.format_message()}; see crosscheck --help", file=sys.stderr)
            sys.exit(ERROR)
        if isinstance(error, OSError) and error.errno in DISK:
            print(f"crosscheck: {DISK[error.errno]}; then run the same again: nothing half done shows", file=sys.stderr)
            sys.exit(ERROR)
        # the message of an unforeseen error may quote a row: its kind and place are enough to report it
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno} in {place.name}"
        print(f"crosscheck: unforeseen {type(error).__name__} at {where}; please report it", file=sys.stderr)
    sys.exit(ERROR)


if __name__ == "__main__":
    main()
