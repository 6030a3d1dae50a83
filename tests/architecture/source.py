"""The product's own source, parsed once for the tests that read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source(NamedTuple):
    """A file of the product; ``name`` is its path below the project."""

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where something is, for whoever has to look at it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def product() -> tuple[Source, ...]:
    """All of ``tracker`` and ``scheduler``."""
    files = [file for room in ("tracker", "scheduler") for file in (PROJECT / room).rglob("*.py")]
    assert len(files) > 50
    return tuple(
        Source(file.relative_to(PROJECT).as_posix(), text, ast.parse(text))
        for file in sorted(files)
        for text in [file.read_text(encoding="utf-8")]
    )


def nodes(*sorts: type[ast.AST]) -> Iterator[tuple[Source, ast.AST]]:
    """Every node of some sorts, with its file."""
    for source in product():
        for node in ast.walk(source.tree):
            if isinstance(node, sorts):
                yield source, node


@cache
def imported(source: Source) -> dict[str, str]:
    """What each imported name of a file is: ``{"dt": "datetime.datetime"}``."""
    names: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def modules_imported(source: Source) -> set[str]:
    """The modules that a file imports, or imports something from."""
    found = {a.name for n in ast.walk(source.tree) if isinstance(n, ast.Import) for a in n.names}
    return found | {
        node.module
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """What an expression like ``dt.now`` means in full, or nothing if it is not that simple."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (head := dotted(node.value, names)):
        return f"{head}.{node.attr}"
    return ""
