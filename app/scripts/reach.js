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
  let opener = null;
  const enter = box => {
    if (!box || box === enter.last || !document.activeElement?.matches("[data-testid=stPopover] :focus-visible")) return;
    opener = document.activeElement;
    enter.last = box;
    box.querySelector(STOPS)?.focus({preventScroll: true});
  };
  document.addEventListener("keydown", event => {
    if (!["Tab", "Escape"].includes(event.key) || !event.target.closest?.(POPOVER)) return;
    setTimeout(() => { if (!document.activeElement?.closest(POPOVER)) opener?.focus(); });
  }, true);
  mend();
  new MutationObserver(() => {
    mend();
    enter(document.querySelector(POPOVER));
  }).observe(document.body, {subtree: true, childList: true});
})();
