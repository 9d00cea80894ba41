// A link to a clause opens at the clause. The text may be drawn after the script runs, and move once more while the page
// settles: hence several looks, until the reader takes over. Screen readers and fonts need the language.
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
