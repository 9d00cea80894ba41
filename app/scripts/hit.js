// A view opens at the place that its address names, a document at its clause; there the reader steps from hit to hit. What
// is sought may be drawn after the script runs, and move once more while the page settles: hence several looks, until the
// reader takes over.
(() => {
  if (window.gzHit) return;
  window.gzHit = true;
  const LOOKS_FOR = 2500, BETWEEN = 150; // ms
  const KEYS = {ArrowLeft: "a.gz-before", ArrowRight: "a.gz-after"};
  const FIELDS = "input, textarea, select, button, pre, [contenteditable=true], [role=dialog], [role=tablist], [role=radiogroup], [role=listbox], [role=menu]";
  const wanted = () => new URLSearchParams(location.search).get("clause") ?? "";
  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  let mine = false, until = 0, open = wanted(), focus = null;

  const show = () => {
    const anchor = decodeURIComponent(location.hash.slice(1));
    const target = (anchor && document.getElementById(anchor)) || document.querySelector(".gz-hit");
    document.querySelector(".gz-toc [aria-current]")?.scrollIntoView({block: "center"});
    if (target) target.scrollIntoView({block: target.matches(".gz-hit") ? "center" : "start"});
    else if (!anchor) document.querySelector(".stMain")?.scrollTo(0, 0);
  };
  const isDrawn = () => {
    const text = document.querySelector(".gz-doc");
    return text ? text.dataset.clause === open : location.hash !== ""; // other views have places to lead to, and no clause
  };
  const look = () => {
    if (!mine || performance.now() > until) return;
    if (isDrawn()) {
      show();
      if (focus) (document.querySelector(focus) ?? document.querySelector(".gz-back"))?.focus({preventScroll: true});
    }
    setTimeout(look, BETWEEN);
  };
  const seek = () => {
    mine = true;
    until = performance.now() + LOOKS_FOR;
    look();
  };
  for (const event of ["wheel", "touchstart", "keydown", "pointerdown"])
    addEventListener(event, () => { mine = false; }, {passive: true, capture: true});
  seek();

  // Inside a document the page need not be loaded again: Streamlit draws what the address says when the reader goes back,
  // and does so too when it is told that the address has changed.
  const step = (link) => {
    focus = link === document.activeElement ? Object.values(KEYS).find((css) => link.matches(css)) ?? null : null;
    history.pushState(null, "", link.getAttribute("href"));
    dispatchEvent(new PopStateEvent("popstate"));
  };
  addEventListener("popstate", () => {
    if (wanted() === open || !document.querySelector(".gz-doc")) return;
    open = wanted();
    if (location.hash) history.replaceState(null, "", location.pathname + location.search); // Streamlit draws nothing for one
    seek();
  }, {capture: true});
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a.gz-quick");
    if (!link || event.button || !isPlain(event)) return;
    event.preventDefault();
    step(link);
  });
  addEventListener("keydown", (event) => {
    const link = KEYS[event.key] && isPlain(event) && !event.target.closest?.(FIELDS) && document.querySelector(KEYS[event.key]);
    if (!link) return;
    event.preventDefault();
    step(link);
  });
})();
