"""The page's own looks and scripts: small files that lie in ``styles/`` and ``scripts/``, one a matter.

The scripts are constant text: no word of a document, of a reader or of an address ever goes into them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent


def apply() -> None:
    """Add the style sheets to the page; takes no room on it."""
    st.html(f"<style>{_read('styles', 'css')}</style>")


def run_scripts() -> None:
    """Run the scripts, after the view is drawn (once for each page load)."""
    st.html(f"<script>{scripts()}</script>", unsafe_allow_javascript=True)


def scripts() -> str:
    """Return the scripts as they stand on the page; browsers run no other text than this one."""
    return _read("scripts", "js")


@cache
def _read(folder: str, kind: str) -> str:
    """Return the files of a folder, ``base`` first: what comes later goes before it."""
    paths = sorted((_HERE / folder).glob(f"*.{kind}"), key=lambda path: (path.stem != "base", path.name))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
