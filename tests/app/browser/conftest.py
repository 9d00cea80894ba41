"""One server over the project's own corpus and model, and one browser, for all tests that a reader could do by hand.

The index of the project is used where there is one, else it is built, which takes a minute or two. What is imported
here is imported when it is needed: without playwright the tests say so and are skipped.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer import Searcher
from indexer.build import build
from indexer.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")  # what drives it keeps an event loop in this thread, in the way of other tests
def browser(chromium: str) -> Iterator[Browser]:
    from tests.app.browser.tools import FLAGS, sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def project(chromium: str, model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that lead to an index over the project's corpus and model."""
    index = tmp_path_factory.mktemp("server") / "index"
    if (ROOT / "index").is_dir():
        shutil.copytree(ROOT / "index", index)
    settings = Settings(ROOT / "corpus", index, model_folder.parent, model_folder.name)
    build(settings.corpus, index, settings=settings)
    return settings


@pytest.fixture(scope="session")
def server(project: Settings) -> Iterator[str]:
    """The page over the project's corpus and model."""
    from tests.app.browser.tools import serve

    environment = {"INDEXER_MODELS": str(project.models), "INDEXER_MODEL": project.model}
    with serve(project.corpus, project.index, **environment) as address:
        yield address


@pytest.fixture(scope="session")
def searcher(project: Settings) -> Searcher:
    """The index that the server shows."""
    return Searcher.open(project.index, settings=project)


@pytest.fixture(scope="session")
def opened(searcher: Searcher) -> dict[str, str]:
    """The ids of a document and of a clause in it, to be opened."""
    from tests.app.browser.views import CLAUSE

    clauses = (clause for known in searcher.documents() for clause in searcher.read(known.doc_id).clauses)
    return next({"doc": clause.doc_id, "clause": clause.clause_id} for clause in clauses if CLAUSE in clause.text)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    from tests.app.browser.tools import WIDE, watched

    with watched(browser, WIDE) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    from tests.app.browser.tools import NARROW, watched

    with watched(browser, NARROW) as page:
        yield page
