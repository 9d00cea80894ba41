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
  mend();
  new MutationObserver(mend).observe(document.body, {subtree: true, childList: true});
})();
