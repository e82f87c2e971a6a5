"""Runs the services of docker-compose.yml as processes, until it is interrupted: no container engine is needed.

    python -m deployment.byhand FOLDER [KEY=VALUE …]

FOLDER keeps image, volumes, secrets and output; KEY=VALUE is added to the environment of every service of ours.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from deployment.byhand.containers import ByHandError, Composition


def main(words: list[str]) -> int:
    """Build, start, wait until all are well, stay until interrupted, end."""
    if not words or any("=" not in pair for pair in words[1:]):
        print(__doc__)
        return 2
    folder = Path(words[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running = Composition(folder, dict(pair.split("=", 1) for pair in words[1:]))
    try:
        running.build()
        running.prepare()
        running.up()
        print(f"all are well: {', '.join(running.started)}; output in {folder / 'output'}", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        return 0
    except ByHandError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        running.down()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
