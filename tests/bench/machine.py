"""Where and on what the figures were taken: the machine, the versions, the commit and its day."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
PACKAGES = ("PyYAML", "ruamel.yaml", "jsonschema", "deepdiff", "requests", "click")


def about() -> dict[str, str]:
    """Each of it by what it is."""
    dirty = _git("status", "--porcelain", "--untracked-files=no")
    return {
        "machine": f"{os.cpu_count()} cores, {_cpu()}, {platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "commit": _git("log", "-1", "--format=%h of %cs") + (", with changes since" if dirty else ""),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "a CPU that isn't told"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "a CPU that isn't told"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip() or ("" if arguments[0] == "status" else "no commit")
