"use strict";

// One step is shown at a time; its number stands in the address, so that "back" goes back.
(() => {
  const find = (selector, root = document) => [...root.querySelectorAll(selector)];
  const rows = find(".sequence a");
  const links = find("a[data-step]");
  const steps = find(".step");
  const panel = document.querySelector(".steps");
  const turn = document.querySelector(".turn");
  if (!steps.length) return;

  let chosen = 0;

  function show(number) {
    chosen = steps[number - 1] ? number : 0;
    steps.forEach((step, index) => step.classList.toggle("chosen", index + 1 === chosen));
    for (const link of links) {
      if (Number(link.dataset.step) === chosen) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    rows.forEach((row, index) => row.setAttribute("tabindex", index + 1 === (chosen || 1) ? 0 : -1));
    panel.classList.toggle("chooses", chosen > 0);
    panel.scrollTop = 0;
    turn.hidden = !chosen;
    turn.querySelector("[data-turn='-1']").disabled = chosen === 1;
    turn.querySelector("[data-turn='1']").disabled = chosen === steps.length;
  }

  function choose(number) {
    history.replaceState(null, "", number ? `#${number}` : "#");
    show(number);
  }

  // Read a step: its heading has the focus, and is in view on a narrow screen too.
  function read(number) {
    if (number !== chosen) history.pushState(null, "", `#${number}`);
    show(number);
    const heading = steps[number - 1].querySelector("h3");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "nearest" });
  }

  function leave() {
    const row = rows[(chosen || 1) - 1];
    const isReading = panel.contains(document.activeElement);
    if (!isReading) choose(0);
    row.focus();
  }

  function go(number) {
    const to = Math.min(Math.max(number, 1), rows.length);
    choose(to);
    rows[to - 1].focus();
  }

  const moves = {
    ArrowDown: (at) => at + 1,
    ArrowRight: (at) => at + 1,
    ArrowUp: (at) => at - 1,
    ArrowLeft: (at) => at - 1,
    Home: () => 1,
    End: () => rows.length,
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest(".sequence a");
    if (event.key === "Escape") {
      leave();
    } else if (row && moves[event.key]) {
      go(moves[event.key](Number(row.dataset.step)));
    } else if (row && event.key === " ") {
      read(Number(row.dataset.step));
    } else {
      return;
    }
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#step-']");
    const button = event.target.closest("[data-turn]");
    if (link && steps[link.getAttribute("href").slice(6) - 1]) {
      event.preventDefault();
      read(Number(link.getAttribute("href").slice(6)));
    } else if (button) {
      if (button.dataset.turn === "all") choose(0);
      else read(chosen + Number(button.dataset.turn));
    }
  });

  const follow = () => show(Number((/^#(?:step-)?(\d+)$/.exec(location.hash) || [])[1] || 0));
  window.addEventListener("popstate", follow);
  document.documentElement.classList.add("js");
  follow();
})();
