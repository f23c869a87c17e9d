"use strict";
(() => {
  const form = document.querySelector(".filters");
  const cases = [...document.querySelectorAll("details.case")];
  const toggle = form.querySelector("[data-toggle]");
  const seen = () => cases.filter((one) => !one.hidden);

  const filter = () => {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of cases) {
      const { stage, type, words: text } = one.dataset;
      one.hidden =
        (form.stage.value && stage !== form.stage.value) ||
        (form.type.value && type !== form.type.value) ||
        !words.every((word) => text.includes(word));
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector("details.case:not([hidden])");
    }
    const shown = seen().length;
    form.querySelector("output").value =
      shown === cases.length ? `${shown} cases` : `${shown} of ${cases.length} cases`;
  };

  const open = (one) => {
    one.open = true;
    one.querySelector("summary").focus({ preventScroll: true });
    one.scrollIntoView({ block: "start" });
  };

  const step = (by) => {
    const shown = seen();
    const at = shown.indexOf(document.activeElement?.closest("details.case"));
    const next = shown[at < 0 ? 0 : at + by];
    next?.querySelector("summary").focus();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  toggle.addEventListener("click", () => {
    const opening = toggle.textContent === "Open all";
    for (const one of seen()) one.open = opening;
    toggle.textContent = opening ? "Close all" : "Open all";
  });
  for (const button of document.querySelectorAll("[data-show]")) {
    button.addEventListener("click", () => {
      form.stage.value = button.dataset.show;
      filter();
      const list = document.getElementById("cases");
      list.scrollIntoView();
      list.focus({ preventScroll: true });
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && event.target === form.words) {
      form.words.value = "";
      filter();
      event.target.blur();
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      form.words.focus();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches("details.case")) open(named);
  filter();
})();
