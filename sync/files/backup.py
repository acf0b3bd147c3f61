"""Copies of files before they change, for runs outside git: `.backup/YYYYmmdd_HHMMSS/<name>` (UTC).

They are made aside and then given their name, so that a folder of this name is always a whole
backup; a second one within a second is called …_2.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from sync.files.state import unseen


def save(root: Path, names: Iterable[str], now: datetime) -> Path:
    """Copy the files with these names, those that are there; the folder they were copied to.

    Only for who holds the lock.
    """
    backups = unseen(root / ".backup")
    stamp = f"{now:%Y%m%d_%H%M%S}"
    aside = backups / f".{stamp}.tmp"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name in names:
        target = aside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # whoever wrote a plan for it will be told
            shutil.copy2(root / name, target)
    stamps = (stamp if number == 1 else f"{stamp}_{number}" for number in count(1))
    folder = next(backups / each for each in stamps if not (backups / each).exists())
    aside.rename(folder)
    return folder
