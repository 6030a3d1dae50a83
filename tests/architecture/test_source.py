"""House rules that can be read off the source."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.source import (
    PROJECT,
    Function,
    Source,
    dotted,
    imported,
    nodes,
    product,
)

LONGEST_FILE, LONGEST_FUNCTION = 400, 40

CLOCK = "tracker/clock.py"
WALL_CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
}


def test_only_the_clock_reads_a_clock() -> None:
    reading = [
        source.at(node)
        for source, node in nodes(ast.Attribute, ast.Name)
        if dotted(node, imported(source)) in WALL_CLOCKS and source.name != CLOCK
    ]
    assert reading == []


def test_the_clock_itself_reads_one() -> None:
    """Or the test above would find nothing for want of looking."""
    (clock,) = [source for source in product() if source.name == CLOCK]
    found = {dotted(node, imported(clock)) for node in ast.walk(clock.tree)}
    assert found & WALL_CLOCKS == {"datetime.datetime.now"}


def test_questions_are_told_the_time_in_sql_too() -> None:
    for room in ("reading", "projections", "history", "eventstore", "people"):
        for file in (PROJECT / "tracker" / room).rglob("*.sql"):
            if file.name == "tables.sql":
                continue  # there the defaults of built_at and parked_at
            text = file.read_text(encoding="utf-8").lower()
            for word in ("now()", "current_date", "current_timestamp", "clock_timestamp"):
                assert word not in text, file.name


def test_nothing_sleeps() -> None:
    sleeping = [
        source.at(node)
        for source, node in nodes(ast.Attribute, ast.Name)
        if dotted(node, imported(source)) in {"time.sleep", "asyncio.sleep", "anyio.sleep"}
    ]
    assert sleeping == []


def test_no_error_is_swallowed_unseen() -> None:
    broad = {"Exception", "BaseException"}

    def caught(node: ast.AST) -> set[str]:
        if isinstance(node, ast.ExceptHandler):
            return {"BaseException"} if node.type is None else caught(node.type)
        if isinstance(node, ast.Tuple):
            return set().union(*map(caught, node.elts))
        if isinstance(node, ast.Call):
            is_suppress = getattr(node.func, "attr", getattr(node.func, "id", "")) == "suppress"
            return set().union(*map(caught, node.args)) if is_suppress else set()
        return {node.id} if isinstance(node, ast.Name) else set()

    found = [s.at(node) for s, node in nodes(ast.ExceptHandler, ast.Call) if caught(node) & broad]
    assert found == []


def test_nothing_is_asserted_or_printed_where_it_would_be_lost() -> None:
    """``python -O`` strips assertions, and people read the catalogue's words."""
    printing = [s.at(n) for s, n in nodes(ast.Name) if isinstance(n, ast.Name) and n.id == "print"]
    asserting = [source.at(node) for source, node in nodes(ast.Assert)]
    assert printing + asserting == []


# --- size and words -----------------------------------------------------------------------------


@pytest.mark.parametrize("source", product(), ids=lambda source: source.name)
def test_no_file_and_no_function_is_too_long_to_be_read(source: Source) -> None:
    assert len(source.text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 <= LONGEST_FUNCTION, source.at(node)


def public(body: list[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    """What a module or class offers; what functions define is their own."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


@pytest.mark.parametrize("source", product(), ids=lambda source: source.name)
def test_everything_public_says_what_it_is(source: Source) -> None:
    assert ast.get_docstring(source.tree), source.name
    silent = [source.at(node) for node in public(source.tree.body) if not ast.get_docstring(node)]
    assert silent == []


# --- SQL ----------------------------------------------------------------------------------------

CONSTANT_NAMES = {
    ("tracker/api/arriving.py", "PROJECTED_CHANNEL"),
    ("tracker/projections/projector.py", "EVENT_CHANNEL"),
    ("tracker/projections/projector.py", "PROJECTED_CHANNEL"),
    ("tracker/projections/rebuild.py", "_NEXT"),
}
"""Names of channels and schemas, which PostgreSQL takes in no other way than spelt out."""
LITERAL_NAMES = {("tracker/reading/counts.py", "column"), ("tracker/reading/counts.py", "Sql")}
"""Columns and joins of a dimension, out of a table of literals beside."""
LOGS = {("tracker/eventstore/recorder.py", "self._sql")}
"""The named queries of the log that a recorder is for; both files are read beside it."""
FILES_OF_SQL = {("tracker/database/migrate.py", "migration.sql")}
PARTS_OF_SCOPES = {
    (f"tracker/reading/{name}.py", f"scope.{part}")
    for name in ("counts", "flows", "items", "lens", "listing", "requests", "series")
    for part in ("tables", "rows")
}
"""What the lens gives; that it is made of literals is asserted below."""
EXECUTING = {"execute", "executemany", "copy"}


class Statements:
    """Whether what is executed in a file is spelt out in the source, wherever it comes from."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.names = imported(source)
        self.functions = {n.name: n for n in ast.walk(source.tree) if isinstance(n, Function)}

    def executed(self) -> Iterator[tuple[ast.expr, list[ast.AST]]]:
        """What is executed, with the bodies in which its names may have got their values."""
        seen: set[ast.AST] = set()
        for function in [*self.functions.values(), self.source.tree]:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and node not in seen and self._executes(node):
                    seen.add(node)
                    yield node.args[0], [function, self.source.tree]

    def _executes(self, call: ast.Call) -> bool:
        called = call.func
        if not call.args:
            return False
        if isinstance(called, ast.Attribute):
            on_cursor = isinstance(called.value, ast.Name) and called.value.id == "cursor"
            return called.attr in EXECUTING and (called.attr != "copy" or on_cursor)
        return isinstance(called, ast.Name) and called.id in EXECUTING

    def literal(self, node: ast.AST, scopes: list[ast.AST]) -> bool:
        """Whether an expression is made of literals and named queries alone."""
        match node:
            case ast.Constant():
                return isinstance(node.value, str)
            case ast.JoinedStr():
                named = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
                return all(self._listed(CONSTANT_NAMES, name) for name in named)
            case ast.Subscript():
                return self._looked_up(node.value)
            case ast.BinOp(op=ast.Add()):
                return self.literal(node.left, scopes) and self.literal(node.right, scopes)
            case ast.IfExp():
                return self.literal(node.body, scopes) and self.literal(node.orelse, scopes)
            case ast.ListComp():
                return self.literal(node.elt, scopes)
            case ast.Call():
                return self._composed(node, scopes)
            case ast.Name():
                return self._listed(LITERAL_NAMES, node) or self._assigned(node.id, scopes)
            case ast.Attribute():
                return self._listed(FILES_OF_SQL | PARTS_OF_SCOPES, node)
        return False

    def _looked_up(self, value: ast.expr) -> bool:
        """Whether what something is taken out of holds nothing but literals."""
        if isinstance(value, ast.Name):
            return self._is_named_queries(value) or self._table(value)
        return self._listed(LOGS, value)

    def _listed(self, names: set[tuple[str, str]], node: ast.AST) -> bool:
        return (self.source.name, ast.unparse(node)) in names

    def _is_named_queries(self, name: ast.Name) -> bool:
        """``SQL["..."]``, where ``SQL`` was read from a ``.sql`` file, here or where it is from."""
        return (
            name.id in {"SQL", "TABLES", "BULK", "WORK"}
            and self.names.get(name.id) != "psycopg.sql.SQL"
        )

    def _table(self, name: ast.Name) -> bool:
        """A table of the file that holds nothing but literals."""
        tables = [
            node.value
            for node in self.source.tree.body
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name.id
        ]
        return bool(tables) and all(
            isinstance(table, ast.Dict) and all(self.literal(v, []) for v in table.values)
            for table in tables
        )

    def _composed(self, node: ast.Call, scopes: list[ast.AST]) -> bool:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        meant = dotted(node.func, self.names)
        if meant in {"psycopg.sql.Identifier", "psycopg.sql.Literal"}:
            return True
        if meant == "psycopg.sql.SQL":
            return all(self.literal(one, scopes) for one in given)
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}:
            return all(self.literal(one, scopes) for one in [node.func.value, *given])
        if isinstance(node.func, ast.Name) and node.func.id == "map":
            return all(self.literal(one, scopes) for one in given)
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            return self._returned(self.functions[node.func.id])
        return False

    def _returned(self, function: Function) -> bool:
        values = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
        return bool(values) and all(self.literal(v, [function, self.source.tree]) for v in values)

    def _assigned(self, name: str, scopes: list[ast.AST]) -> bool:
        """Every value that the name is given, in the first body that gives it any."""
        for scope in scopes:
            values = [
                node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name) and target.id == name
            ]
            if values:
                return all(self.literal(value, scopes) for value in values)
        return False


@cache
def all_executed() -> list[tuple[str, bool]]:
    """Where something is executed, and whether it is spelt out."""
    return [
        (f"{source.at(statement)} {ast.unparse(statement)}", statements.literal(statement, scopes))
        for source in product()
        for statements in [Statements(source)]
        for statement, scopes in statements.executed()
    ]


def test_only_what_is_spelt_out_in_the_source_is_executed() -> None:
    assert len(all_executed()) > 60
    assert [where for where, literal in all_executed() if not literal] == []


def test_what_a_lens_gives_to_statements_is_spelt_out() -> None:
    lens = next(source for source in product() if source.name == "tracker/reading/lens.py")
    statements = Statements(lens)
    made = [
        (part, [function, lens.tree])
        for function in statements.functions.values()
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Scope"
        for part in node.args[:2]
    ]
    assert len(made) >= 8
    assert [
        ast.unparse(part) for part, scopes in made if not statements.literal(part, scopes)
    ] == []


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        ("connection.execute('select 1')", True),
        ("connection.execute(f'select {given}')", False),
        ("connection.execute('select ' + given)", False),
        ("connection.execute('select {}'.format(given))", False),
        ("connection.execute(SQL['counts'])", True),
        ("statement = Sql('select {}').format(Identifier(given)); cursor.execute(statement)", True),
        ("statement = Sql(given); cursor.execute(statement)", False),
        ("statement = Sql('select {}').format(Sql(given)); cursor.copy(statement)", False),
        ("connection.execute(given)", False),
    ],
)
def test_the_reader_of_statements_can_tell(code: str, literal: bool) -> None:
    text = f"from psycopg.sql import SQL as Sql, Identifier\ndef asked(given):\n    {code}\n"
    statements = Statements(Source("tracker/made_up.py", text, ast.parse(text)))
    ((statement, scopes), *_) = statements.executed()
    assert statements.literal(statement, scopes) is literal


def test_every_named_query_is_used() -> None:
    """In the files of the room where it stands; another room may have one of the same name."""
    unused = []
    for file in (PROJECT / "tracker").rglob("*.sql"):
        room = file.parent.relative_to(PROJECT).as_posix()
        python = "\n".join(s.text for s in product() if s.name.startswith(f"{room}/"))
        python += "".join(s.text for s in product() if f"{room}.".replace("/", ".") in s.text)
        for line in file.read_text(encoding="utf-8").splitlines():
            name = line.removeprefix("-- name: ").strip()
            if line.startswith("-- name: ") and f'"{name}"' not in python:
                unused.append(f"{room}/{file.name}: {name}")
    assert unused == []
