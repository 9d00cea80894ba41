// Who opens the page to search may type at once. Not on a phone, where the keyboard would cover the page, nor beside
// results; and never away from where the reader already is.
(() => {
  if (window.gzFocus) return;
  window.gzFocus = true;
  if (!matchMedia("(pointer: fine) and (min-width: 700px)").matches) return;
  const until = performance.now() + 3000;
  let mine = true;
  for (const event of ["keydown", "pointerdown"])
    addEventListener(event, () => { mine = false; }, {once: true, capture: true});
  const look = () => {
    if (!mine || performance.now() > until) return;
    const box = document.querySelector(".gz-recent") && document.querySelector(".st-key-box input");
    if (!box) return void setTimeout(look, 100);
    if (document.activeElement === document.body) box.focus({preventScroll: true});
  };
  look();
})();
