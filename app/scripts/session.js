// Where one has to sign in: a window whose time is over goes to the page to sign in, and comes back to what it showed.
(() => {
  if (window.gzSession) return;
  window.gzSession = true;
  const OFTEN = 60_000, PRESSED = 5_000; // ms between two questions to the server; asking is no sign of life to it
  let asked = 0;
  const look = async wait => {
    if (!document.querySelector(".gz-who") || Date.now() - asked < wait) return;
    asked = Date.now();
    const answer = await fetch("/session", {cache: "no-store"}).then(one => one.json(), () => null); // null: no server
    if (answer?.signed_in === false) location.assign(`/signin?next=${encodeURIComponent(location.search)}`);
  };
  setInterval(() => look(OFTEN - 1), OFTEN);
  for (const sign of ["click", "keydown", "focus"]) addEventListener(sign, () => setTimeout(look, 300, PRESSED), true);
})();
