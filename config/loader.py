"""Read the YAML files; say file, line and reason when one is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from config.schema import People, RecessCalendar, Schedule, SourceConfig, Strict, Taxonomy
from config.settings import CONFIG_DIR
from config.telling import Telling

Shape = TypeVar("Shape", bound=Strict)


_REASONS = {
    "missing": "dit veld ontbreekt",
    "extra_forbidden": "dit veld bestaat niet; staat er een tikfout in?",
    "string_type": "hier hoort tekst",
    "int_type": "hier hoort een getal",
    "int_parsing": "hier hoort een getal",
    "list_type": "hier hoort een lijst",
    "tuple_type": "hier hoort een lijst",
    "dict_type": "hier horen velden met een waarde",
    "model_type": "hier horen velden met een waarde",
}


class ConfigFileError(Exception):
    """A YAML file is missing, is not YAML, or does not have its shape."""


def _line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest node on `path` that exists."""
    line = 1
    for part in path:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part] if part < len(node.value) else None
        else:
            break
    return node.start_mark.line + 1 if node is not None else line


def read(path: Path, shape: type[Shape]) -> Shape:
    """Return the file at `path` in its shape.

    Raises ConfigFileError with file, line and reason.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = "bestaat niet" if isinstance(error, FileNotFoundError) else error.strerror
        raise ConfigFileError(f"{path}: {reason}") from error
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or str(error)
        raise ConfigFileError(f"{path}{where}: geen geldige YAML: {reason}") from error
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        lines = [
            f"{path}:{_line_of(root, problem['loc'])}: "
            f"{'.'.join(map(str, problem['loc'])) or 'bestand'}: "
            f"{_REASONS.get(problem['type'], problem['msg'])}"
            for problem in error.errors()
        ]
        raise ConfigFileError("\n".join(lines)) from error


def load_taxonomy(directory: Path = CONFIG_DIR) -> Taxonomy:
    """Return BACs and dossiers from `taxonomy.yaml`."""
    return read(directory / "taxonomy.yaml", Taxonomy)


def load_people(taxonomy: Taxonomy, directory: Path = CONFIG_DIR) -> People:
    """Return `people.yaml`, checked against the taxonomy: nobody may be missing."""
    path = directory / "people.yaml"
    people = read(path, People)
    slugs = {dossier.slug for dossier in taxonomy.dossiers}
    bacs = {bac.slug for bac in taxonomy.bacs}
    problems = [
        f"dossier {slug} heeft geen lobbyist" for slug in sorted(slugs - set(people.dossiers))
    ]
    problems += [f"onbekend dossier {slug}" for slug in sorted(set(people.dossiers) - slugs)]
    problems += [f"BAC {slug} heeft geen kanaal" for slug in sorted(bacs - set(people.bacs))]
    problems += [f"onbekende BAC {slug}" for slug in sorted(set(people.bacs) - bacs)]
    if problems:
        raise ConfigFileError(f"{path}: " + "; ".join(problems))
    return people


def load_schedule(directory: Path = CONFIG_DIR) -> Schedule:
    """Return the jobs from `schedule.yaml`."""
    return read(directory / "schedule.yaml", Schedule)


def load_telling(directory: Path = CONFIG_DIR) -> Telling:
    """Return what is told when from `telling.yaml`."""
    return read(directory / "telling.yaml", Telling)


def load_recess(directory: Path = CONFIG_DIR) -> RecessCalendar:
    """Return the reces calendar from `recess.yaml`."""
    return read(directory / "recess.yaml", RecessCalendar)


def load_source(name: str, directory: Path = CONFIG_DIR) -> SourceConfig:
    """Return `sources/<name>.yaml`; the stem must equal its `name`."""
    path = directory / "sources" / f"{name}.yaml"
    source = read(path, SourceConfig)
    if source.name != name:
        raise ConfigFileError(f"{path}: name is {source.name!r}, moet {name!r} zijn")
    return source


def source_names(directory: Path = CONFIG_DIR) -> tuple[str, ...]:
    """Return the names of all configured sources, sorted."""
    return tuple(sorted(path.stem for path in (directory / "sources").glob("*.yaml")))
