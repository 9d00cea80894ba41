// One press copies what a button carries in data-copy, and says so. One listener for the whole page: the buttons come
// and go with the results.
(() => {
  if (window.gzCopy) return;
  window.gzCopy = true;
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  said.className = "gz-unseen";
  document.body.append(said);

  // Where the page is not served safely (http to another machine) browsers give it no clipboard: then as of old.
  const copyAsOfOld = text => {
    const held = document.createElement("textarea");
    held.value = text;
    held.className = "gz-unseen";
    document.body.append(held);
    held.select();
    const isDone = document.execCommand("copy");
    held.remove();
    return isDone;
  };
  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyAsOfOld(text);
    }
  };
  document.addEventListener("click", async event => {
    const button = event.target.closest?.("button[data-copy]");
    if (!button) return;
    const isDone = await copy(decodeURIComponent(button.dataset.copy));
    button.focus();
    button.dataset.name ??= button.textContent;
    button.textContent = isDone ? "已复制 ✓" : "没能复制";
    said.textContent = "";
    said.textContent = isDone ? "已复制" : "没能复制，请选中文字自己复制";
    clearTimeout(button.gzBack);
    button.gzBack = setTimeout(() => { button.textContent = button.dataset.name; }, 2000);
  });
})();
