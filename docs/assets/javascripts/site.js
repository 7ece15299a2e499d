// Small mends to the theme: menu and search by keyboard, and no landmark for each copy button.
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

  // The theme adds its copy buttons as they come into view.
  const plain = () => {
    for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) {
      nav.setAttribute("role", "presentation");
    }
  };
  plain();
  const article = document.querySelector("article");
  if (article) new MutationObserver(plain).observe(article, { childList: true, subtree: true });
})();
