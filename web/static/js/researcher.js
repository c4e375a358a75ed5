// Comforts of the researcher's pages: every form works without them.
(() => {
  "use strict";

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[data-copy-status]");
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      if (!document.execCommand("copy")) return; // it stays selected, ready for the keyboard
    }
    const label = button.textContent;
    button.textContent = "Copied";
    status.textContent = "It is copied.";
    setTimeout(() => { button.textContent = label; status.textContent = ""; }, 2000);
  };

  const addRow = (button) => {
    const group = button.dataset.addRow;
    const list = document.querySelector(`[data-rows="${group}"]`);
    const used = [...list.querySelectorAll("[name]")].map((field) => Number(/-(\d+)-/.exec(field.name)?.[1] ?? -1));
    const index = Math.max(-1, ...used) + 1;
    list.insertAdjacentHTML("beforeend", document.getElementById(`row-${group}`).innerHTML.replaceAll("__INDEX__", index));
    list.lastElementChild.querySelector("textarea, input:not([type=hidden])").focus();
  };

  const removeRow = (button) => {
    const row = button.closest("[data-row]");
    const list = row.parentElement;
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-remove-row]") || document.querySelector(`[data-add-row="${list.dataset.rows}"]`)).focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else if (button.dataset.fill) {
      const field = document.getElementById(button.dataset.fill);
      field.value = button.textContent.trim();
      field.focus();
    } else if (button.dataset.addRow) {
      event.preventDefault();
      addRow(button);
    } else if ("removeRow" in button.dataset) {
      event.preventDefault();
      removeRow(button);
    }
  });

  // What takes long says so and is not sent twice; the button still sends its value, so it changes a moment later.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    setTimeout(() => {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
      button.disabled = true;
    });
  });
  addEventListener("pageshow", () => { // the page may come back as it was left
    for (const button of document.querySelectorAll("[data-label]")) {
      button.textContent = button.dataset.label;
      button.disabled = false;
      delete button.dataset.label;
    }
  });

  const prepare = (root) => {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
    for (const time of root.querySelectorAll("time[data-local]")) time.title = new Date(time.dateTime).toLocaleString();
  };
  prepare(document);
  // Where the tabs do not fit, the one that is open is in sight.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.addEventListener("htmx:load", (event) => prepare(event.target));

  // A list that is swapped whole would be read whole: only what has changed is told, in one sentence.
  const sentence = () => document.querySelector("[data-announce]")?.dataset.announce ?? "";
  let told = sentence();
  document.addEventListener("htmx:sseMessage", () => {
    const announcer = document.querySelector("[data-announcer]");
    if (announcer && sentence() !== told) announcer.textContent = told = sentence();
  });
})();
