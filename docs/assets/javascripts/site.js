// Small helps: menu and search by keyboard, values of charts on touch and focus, a filter for tables.
(function () {
  "use strict";

  for (const button of document.querySelectorAll("[data-nmg-toggle]")) {
    const box = document.getElementById(button.dataset.nmgToggle);
    if (!box) continue;
    button.addEventListener("click", () => {
      box.click();
      if (!box.checked) return;
      const inside = box.id === "__drawer" ? ".md-sidebar--primary .md-nav__list a" : ".md-search__input";
      const first = document.querySelector(inside);
      if (first) setTimeout(() => first.focus({ preventScroll: true }), 250);
    });
    box.addEventListener("change", () => button.setAttribute("aria-expanded", box.checked));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.checked || box.id !== "__drawer") return;
      box.click();
      button.focus();
    });
  }

  // The theme adds its copy buttons as they come into view; each would be a landmark.
  const plain = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) {
      nav.setAttribute("role", "presentation");
    }
  };
  plain();
  const article = document.querySelector("article");
  if (article) new MutationObserver(plain).observe(article, { childList: true, subtree: true });

  // Examples keep their prompts and output on the page; what is copied runs.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-clipboard-target]");
    const code = button && document.querySelector(button.dataset.clipboardTarget);
    if (!code || !/^>>> /m.test(code.textContent)) return;
    const lines = code.textContent.split("\n").filter((line) => /^(>>>|\.\.\.)( |$)/.test(line));
    setTimeout(() => navigator.clipboard?.writeText(lines.map((line) => line.slice(4)).join("\n") + "\n"), 50);
  });

  // A mark of a chart: its value on hover, focus and the first touch; a second click goes to the row.
  const tip = document.createElement("div");
  tip.className = "nmg-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  let open = null;
  const show = (mark) => {
    open = mark;
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("aria-label");
    const box = mark.getBoundingClientRect();
    const left = Math.min(box.left + window.scrollX, window.innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${box.top + window.scrollY - tip.offsetHeight - 6}px`;
  };
  const markOf = (event) => event.target.closest?.(".nmg-chart svg a");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") show(markOf(event));
  });
  document.addEventListener("focusin", (event) => show(markOf(event)));
  document.addEventListener("keydown", (event) => event.key === "Escape" && show(null));
  let touched = null;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" && open !== markOf(event) ? markOf(event) : null;
    if (event.pointerType === "touch") show(markOf(event));
  });
  document.addEventListener("click", (event) => {
    if (touched && touched === markOf(event)) event.preventDefault();
    touched = null;
  });

  // The other language opens at the same place, with the same filters.
  document.addEventListener("click", (event) => {
    const other = event.target.closest?.("[data-nmg-language]");
    if (other) other.hash = location.hash;
  });

  for (const input of document.querySelectorAll(".nmg-filter")) {
    const rows = [...document.querySelectorAll(`#${input.dataset.table} tbody tr`)];
    input.addEventListener("input", () => {
      const words = input.value.trim().toLowerCase().split(/\s+/);
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
  }
})();
