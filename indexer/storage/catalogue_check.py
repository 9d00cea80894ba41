"""A catalogue, gone through as a whole: is its file sound, and do its tables and texts agree with each other?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from indexer.errors import IndexUnusable
from indexer.storage.catalogue import Catalogue

_COUNTED = {
    "SELECT sum(clauses) FROM document": "SELECT count(*) FROM clause",
    "SELECT count(*) FROM commitment": "SELECT count(*) FROM commitment JOIN clause USING (row)",
}
# A clause that lies outside the rows of its document, or belongs to none.
_ASTRAY = """
SELECT count(*) FROM clause LEFT JOIN document USING (doc_id)
WHERE document.doc_id IS NULL OR row < first OR row >= first + clauses
"""


def find_faults(path: Path, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[str]:
    """Return what is wrong with a catalogue, in Chinese words; ``tell`` hears how many documents were gone through."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return [*_faults_of_file(connection), *_faults_of_texts(path, connection, tell)]
    except (sqlite3.DatabaseError, IndexUnusable) as error:
        return [f"无法读取（{error}）"]


def _faults_of_file(connection: sqlite3.Connection) -> Iterator[str]:
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        yield f"数据库文件有错误（{'；'.join(said)}）"
    if orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"{len(orphans)} 行指向不存在的文件或条款"
    for one, other in _COUNTED.items():
        first, second = (connection.execute(sql).fetchone()[0] or 0 for sql in (one, other))
        if first != second:
            yield f"数目不一致（{first} 与 {second}）"
    if astray := connection.execute(_ASTRAY).fetchone()[0]:
        yield f"{astray} 条条款不在所属文件的行内"


def _faults_of_texts(path: Path, connection: sqlite3.Connection, tell: Callable[[int, int], None]) -> Iterator[str]:
    """Read every document, which compares its clauses with their digests, and hold them against its text."""
    catalogue = Catalogue(path)
    documents = connection.execute("SELECT doc_id, source FROM document ORDER BY first").fetchall()
    for done, (doc_id, source) in enumerate(documents):
        tell(done, len(documents))
        try:
            document = catalogue.document(doc_id)
        except (IndexUnusable, ValueError, TypeError) as error:
            yield f"{source} 无法读取（{error}）"
            continue
        wrong = sum(document.text[clause.start : clause.end] != clause.text for clause in document.clauses)
        if wrong:
            yield f"{source} 有 {wrong} 条条款与正文不符"
    tell(len(documents), len(documents))
