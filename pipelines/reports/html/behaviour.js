"use strict";
(() => {
  const root = document.documentElement;
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const panels = [...document.querySelectorAll(".panel")];
  const form = document.querySelector(".filters");
  const cards = [...document.querySelectorAll("#clues .clue")];
  let texts = null;

  const show = (id) => {
    for (const panel of panels) panel.hidden = panel.id !== id;
    for (const tab of tabs) {
      const chosen = tab.hash === "#" + id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  };

  const follow = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const panel = target && target.closest(".panel");
    show(panel ? panel.id : "overview");
    if (!target) return;
    if (target === panel) { scrollTo(0, 0); return; }
    if (target.hidden) { form.reset(); filter(); }
    const details = target.querySelector("details");
    if (details) details.open = true;
    target.scrollIntoView();
  };

  // what a card says outside its details is what is searched; read once, when first needed
  const textOf = (card) =>
    [...card.children].filter((part) => part.tagName !== "DETAILS").map((part) => part.textContent).join(" ").toLowerCase();

  const filter = () => {
    const wanted = new FormData(form);
    const words = String(wanted.get("text") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const fixed = ["status", "rule", "tier", "county", "band", "answer"].map((key) => [key, wanted.get(key)]).filter(([, value]) => value);
    if (words.length && !texts) texts = cards.map(textOf);
    let shown = 0;
    cards.forEach((card, index) => {
      const fits = fixed.every(([key, value]) => card.dataset[key] === value) && words.every((word) => texts[index].includes(word));
      card.hidden = !fits;
      if (fits) shown += 1;
    });
    for (const part of document.querySelectorAll("#clues .rule, #clues .group")) part.hidden = !part.querySelector(".clue:not([hidden])");
    form.querySelector("output").textContent = shown === cards.length ? `共 ${shown} 条` : `${shown} / ${cards.length} 条`;
  };

  root.classList.add("js");
  form.hidden = cards.length === 0;
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    next.focus();
    location.hash = next.hash;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    location.hash = "#clues";
    form.elements.text.focus();
  });
  addEventListener("hashchange", follow);
  // what is open is printed; so a dossier of a few clues is: filter, open, print
  const unfold = form.querySelector("[name=unfold]");
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", String(open));
    unfold.textContent = open ? "全部收起" : "全部展开";
    for (const card of cards) if (!card.hidden) card.querySelector("details").open = open;
  });
  filter();
  follow();
})();
