"""The colours of Haagse Zaken, light and dark, and which are laid on which."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Palette = Mapping[str, str]

LIGHT: Palette = MappingProxyType(
    {
        "ground": "#eef2f5",
        "paper": "#ffffff",
        "ink": "#1c2733",
        "soft": "#4b5967",
        "line": "#d2dae2",
        "tint": "#f3f7fa",
        "banner": "#0b2f52",
        "on_banner": "#ffffff",
        "banner_soft": "#cfe0ef",
        "heading": "#0b2f52",
        "link": "#0b4f8a",
        "green": "#22663f",
        "warn": "#8c1d18",
        "note": "#fff6de",
        "on_note": "#553f00",
        "note_line": "#d8ac35",
    }
)
DARK: Palette = MappingProxyType(
    {
        "ground": "#0d141b",
        "paper": "#16202a",
        "ink": "#e8edf2",
        "soft": "#b4c1cd",
        "line": "#3a4957",
        "tint": "#1d2a36",
        "banner": "#0a2440",
        "on_banner": "#ffffff",
        "banner_soft": "#c4d8ea",
        "heading": "#b9d9f5",
        "link": "#93c8f6",
        "green": "#86d3a4",
        "warn": "#ffb3ab",
        "note": "#382e12",
        "on_note": "#ffe4a6",
        "note_line": "#a8842c",
    }
)
TEXT_ON: tuple[tuple[str, str], ...] = (
    ("ink", "paper"),
    ("soft", "paper"),
    ("soft", "ground"),
    ("link", "paper"),
    ("link", "tint"),
    ("heading", "paper"),
    ("green", "paper"),
    ("warn", "paper"),
    ("ink", "tint"),
    ("soft", "tint"),
    ("on_banner", "banner"),
    ("banner_soft", "banner"),
    ("on_note", "note"),
    ("link", "ground"),
)
"""(text, ground) pairs that occur; each needs a contrast of 4.5:1."""
