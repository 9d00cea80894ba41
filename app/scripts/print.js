// The print button, and the day of printing on the paper.
(() => {
  if (window.gzPrint) return;
  window.gzPrint = true;
  addEventListener("click", (event) => {
    if (event.target.closest?.(".gz-print")) print();
  });
  addEventListener("beforeprint", () => {
    const today = new Date().toLocaleDateString("zh-CN", {dateStyle: "long"});
    for (const place of document.querySelectorAll(".gz-today")) place.textContent = today;
  });
})();
