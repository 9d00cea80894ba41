// What Streamlit gives no way to say of its own elements: a chart that scrolls sideways can be reached by keyboard, and
// is heard as the words that stand for it, not as the English names of its marks.
(() => {
  if (window.gzReach) return;
  window.gzReach = true;
  const mend = () => {
    for (const box of document.querySelectorAll(".st-key-frequency:not([tabindex])")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "频次图，可左右滚动");
    }
    for (const drawing of document.querySelectorAll("[data-testid=stVegaLiteChart] svg:not([aria-hidden])"))
      drawing.setAttribute("aria-hidden", "true");
  };
  // What a button opens is drawn at the end of the page: by keyboard, the focus goes there and comes back from there.
  const POPOVER = "[data-testid=stPopoverBody]", STOPS = "button, input, textarea, a[href], summary, [tabindex='0']";
  const STILL = 100; // ms without a change: what is in it is drawn piece by piece
  const isAtOpener = () => document.activeElement?.matches("[data-testid=stPopover] :focus-visible");
  let opener = null, entered = null, waiting = 0;
  const enter = box => {
    clearTimeout(waiting);
    if (!box || box === entered || !isAtOpener()) return;
    waiting = setTimeout(() => {
      const first = box.querySelector(STOPS);
      if (!first || !isAtOpener()) return;
      opener = document.activeElement;
      entered = box;
      first.focus({preventScroll: true});
    }, STILL);
  };
  document.addEventListener("keydown", event => {
    if (!["Tab", "Escape"].includes(event.key)) return;
    const box = document.querySelector(POPOVER), isIn = event.target.closest?.(POPOVER);
    if (isIn) setTimeout(() => { if (!document.activeElement?.closest(POPOVER)) opener?.focus(); });
    else if (box && event.key === "Tab" && !event.shiftKey && isAtOpener()) {
      opener = document.activeElement;
      entered = box;
      event.preventDefault();
      box.querySelector(STOPS)?.focus();
    }
  }, true);
  mend();
  new MutationObserver(() => {
    mend();
    enter(document.querySelector(POPOVER));
  }).observe(document.body, {subtree: true, childList: true});
})();
