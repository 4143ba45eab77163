"""A configuration in which everything is told at once: no digest, no budget, no quiet time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from config.settings import CONFIG_DIR

_CHANGES: dict[str, dict[str, Any]] = {
    "urgent": {"everything": True},
    "quiet": {"start": "03:00", "end": "03:01", "weekend": False, "recess": "normal"},
    "budget": {"urgent_per_day": 99_999},
}


def told_at_once(folder: Path) -> Path:
    """Copy the configuration to `folder`/config, changed; returns where it is."""
    made = shutil.copytree(CONFIG_DIR, folder / "config", ignore=shutil.ignore_patterns("*.py"))
    path = made / "telling.yaml"
    telling = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part, values in _CHANGES.items():
        if not values.keys() <= telling[part].keys():
            raise ValueError(f"telling.yaml: {part} has no {sorted(values)}")
        telling[part] |= values
    path.write_text(yaml.safe_dump(telling), encoding="utf-8")
    return made
