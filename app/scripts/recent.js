// What was searched lately, kept in the reader's own browser and nowhere else: a search that found something says its
// words in data-asked; the empty search view has a place for them. Only text nodes and links are made of them.
(() => {
  if (window.gzRecent) return;
  window.gzRecent = true;
  const KEY = "gz-recent", MOST = 8, LONGEST = 200;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter(words => typeof words === "string" && words).slice(0, MOST) : [];
    } catch {
      return [];  // switched off, or spoilt
    }
  };
  const write = kept => {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* switched off: nothing is shown */ }
  };

  let last = "";
  const keep = words => {
    if (!words || words === last || words.length > LONGEST) return;
    last = words;
    write([words, ...read().filter(other => other !== words)].slice(0, MOST));
  };

  const link = words => {
    const way = document.createElement("a");
    way.href = "?" + new URLSearchParams({q: words});
    way.textContent = words;
    way.className = "gz-recent-way";
    return way;
  };
  const fill = place => {
    const kept = read();
    place.dataset.filled = "1";
    place.hidden = !kept.length;
    place.querySelectorAll(".gz-recent-way, button").forEach(old => old.remove());
    if (!kept.length) return;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "gz-act";
    clear.textContent = "清除记录";
    clear.title = "最近查过的只记在这台电脑的这个浏览器里";
    clear.addEventListener("click", () => { write([]); last = ""; fill(place); });
    place.append(...kept.map(link), clear);
  };

  const look = () => {
    document.querySelectorAll("[data-asked]").forEach(asked => keep(asked.dataset.asked));
    document.querySelectorAll(".gz-recent:not([data-filled])").forEach(fill);
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; look(); }, 200);
  }).observe(document.body, {childList: true, subtree: true});
  look();
})();
