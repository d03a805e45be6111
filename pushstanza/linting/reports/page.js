"use strict";

// What is looked for stands in the address, so that a link shows the same.
(() => {
  const find = (selector, root = document) => [...root.querySelectorAll(selector)];
  const filter = document.querySelector(".filter");
  if (!filter) return;

  const boxes = find("input[name='severity']", filter);
  const rule = filter.querySelector("select");
  const text = filter.querySelector("input[type='search']");
  const state = filter.querySelector(".state");
  const nothing = document.querySelector(".nothing");
  const buttons = find("button[data-rule]");

  const files = find(".file").map((element) => ({
    element,
    link: document.querySelector(`.files a[href='#${element.id}']`)?.closest("li"),
    stanzas: find(".stanza", element).map((stanza) => ({
      element: stanza,
      text: `${element.querySelector("h2").textContent} ${stanza.querySelector("h3").textContent} ${stanza.querySelector(".code")?.textContent ?? ""}`.toLowerCase(),
      findings: find(".finding", stanza).map((finding) => ({
        element: finding,
        text: finding.textContent.toLowerCase(),
        number: finding.dataset.number,
        badges: find(`a[data-finding='${finding.dataset.number}']`, stanza),
      })),
      marks: find("mark[data-findings]", stanza),
    })),
  }));
  const all = files.flatMap((file) => file.stanzas).flatMap((stanza) => stanza.findings).length;

  function matches(finding, stanza, wanted) {
    const data = finding.element.dataset;
    return (
      wanted.severities.has(data.severity) &&
      (!wanted.rule || data.rule === wanted.rule) &&
      wanted.words.every((word) => finding.text.includes(word) || stanza.text.includes(word))
    );
  }

  function show() {
    const wanted = {
      severities: new Set(boxes.filter((box) => box.checked).map((box) => box.value)),
      rule: rule.value,
      words: text.value.toLowerCase().split(/\s+/).filter(Boolean),
    };
    let shown = 0;
    for (const file of files) {
      let inFile = 0;
      for (const stanza of file.stanzas) {
        let inStanza = 0;
        for (const finding of stanza.findings) {
          const isShown = matches(finding, stanza, wanted);
          finding.element.hidden = !isShown;
          for (const badge of finding.badges) badge.hidden = !isShown;
          inStanza += isShown;
        }
        stanza.element.hidden = !inStanza;
        const seen = new Set(stanza.findings.filter((each) => !each.element.hidden).map((each) => each.number));
        for (const mark of stanza.marks)
          mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((each) => seen.has(each)));
        inFile += inStanza;
      }
      file.element.hidden = !inFile;
      if (file.link) file.link.hidden = !inFile;
      shown += inFile;
    }
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.rule === rule.value);
    state.textContent = shown === all ? "" : `${shown} of ${all} shown`;
    nothing.hidden = shown > 0;
  }

  function remember() {
    const said = new URLSearchParams();
    const off = boxes.filter((box) => !box.checked);
    if (off.length) said.set("without", off.map((box) => box.value).join(","));
    if (rule.value) said.set("rule", rule.value);
    if (text.value) said.set("text", text.value);
    history.replaceState(null, "", `#${said}`);
    show();
  }

  function recall() {
    if (!location.hash.includes("=")) return;
    const said = new URLSearchParams(location.hash.slice(1));
    const off = (said.get("without") ?? "").split(",");
    for (const box of boxes) box.checked = !off.includes(box.value);
    rule.value = said.get("rule") ?? "";
    if (rule.selectedIndex < 0) rule.value = "";
    text.value = said.get("text") ?? "";
    show();
  }

  function reset() {
    for (const box of boxes) box.checked = true;
    rule.value = text.value = "";
    remember();
  }

  filter.addEventListener("input", remember);
  filter.querySelector("[name='reset']").addEventListener("click", reset);
  for (const button of buttons) {
    button.disabled = false;
    button.addEventListener("click", () => {
      rule.value = rule.value === button.dataset.rule ? "" : button.dataset.rule;
      remember();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && filter.contains(event.target)) reset();
  });
  window.addEventListener("hashchange", recall);
  filter.hidden = false;
  recall();
  show();
})();
