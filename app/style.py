"""The page's own looks: one small style sheet, and the one script that is ours.

The script is constant text: no word of a document, of a reader or of an address ever goes into it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("style.css")

# Screen readers and fonts need the language; a link to a clause should open at the clause. The text may be drawn after
# the script runs, and move once more while the page settles: hence several looks, until the reader takes over.
_SCRIPT = """
<script>
(() => {
  document.documentElement.lang = "zh-CN";
  const wanted = decodeURIComponent(location.hash.slice(1));
  const until = performance.now() + 2500;
  let mine = true;
  for (const event of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(event, () => { mine = false; }, {once: true, passive: true, capture: true});
  const look = () => {
    if (!mine || performance.now() > until) return;
    const target = (wanted && document.getElementById(wanted)) || document.querySelector(".gz-hit");
    if (target) {
      document.querySelector(".gz-toc [aria-current]")?.scrollIntoView({block: "center"});
      target.scrollIntoView({block: target.matches(".gz-hit") ? "center" : "start"});
    }
    setTimeout(look, 150);
  };
  look();
})();
</script>
"""


def apply() -> None:
    """Add the style sheet to the page; takes no room on it."""
    st.html(_STYLE)


def scroll_to_hit() -> None:
    """Bring the place that the address names, or else the marked clause, into view (once for each page load)."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
