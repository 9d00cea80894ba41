"""What the saved view does, without a browser. The index is real, its model tiny."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Searcher
from indexer.insight.saved import seen_of
from indexer.settings import Settings
from indexer.storage.saved import Saved
from tests.app.conftest import Use
from tests.app.pages import open_view, text


@pytest.fixture
def saved(built: Path, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    use(built / "corpus", built / "index")
    monkeypatch.setenv("INDEXER_NOTES", str(tmp_path / "notes.sqlite"))
    return Saved(tmp_path / "notes.sqlite")


@pytest.fixture
def searcher(built: Path, use: Use) -> Searcher:
    use(built / "corpus", built / "index")
    return Searcher.open(built / "index", settings=Settings())


def test_x(saved: Saved, searcher: Searcher) -> None:
    page = open_view(view="saved")
    print(text(page))
    for r in searcher.search("养老床位", k=12):
        saved.keep_clause(r.document, r.clause, 1)
    page = open_view(view="saved")
    print(text(page))
    page = open_view(view="saved", part="searches")
    print(text(page))
    saved.keep_search("?q=养老床位", "养老床位", seen_of(searcher, searcher.search("养老床位", k=100)))
    page = open_view(view="saved", part="searches")
    print(text(page))
    assert 0
