"""Copies of files before they change, for runs outside git: `.backup/YYYYmmdd_HHMMSS/<name>` (UTC)."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def save(root: Path, names: Iterable[str], now: datetime) -> Path:
    """Copy the files with these names; the folder they were copied to."""
    folder = root / ".backup" / f"{now:%Y%m%d_%H%M%S}"
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target)
    return folder
