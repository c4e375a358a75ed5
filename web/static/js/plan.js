// The plan editor: hints and minutes while one types, rows that move by hand or by key. The form works without it.
(() => {
  "use strict";

  const form = document.querySelector("[data-plan-form]");
  if (!form || form.querySelector("fieldset.bare")?.disabled) return;
  const status = document.querySelector("[data-plan-status]");
  const PAUSE = 500; // milliseconds without a key before the plan is looked at

  // --- what is said about the plan
  let timer = 0;
  let asked = null;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: asked.signal });
      if (!answer.ok) return; // what was said before stands until the next key
      const said = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of said.querySelectorAll("[data-for]")) {
        const place = form.querySelector(`[data-live="${part.dataset.for}"]`);
        // Only what changed is put in: a screen reader reads what is put in, and a button that has the focus stays.
        if (place && place.innerHTML.trim() !== part.innerHTML.trim()) place.innerHTML = part.innerHTML;
      }
    } catch (error) {
      if (error.name !== "AbortError") return; // offline: nothing is lost, saving will tell
    }
  };
  let changed = "unsaved" in form.dataset;
  const touched = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  form.addEventListener("input", touched);
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // --- rows that move
  const rowsOf = (list) => [...list.children].filter((row) => row.matches("[data-row]"));
  const rename = (list) => {
    rowsOf(list).forEach((row, place) => {
      for (const button of row.querySelectorAll("[data-names]")) button.setAttribute("aria-label", button.dataset.names.replace("#", place + 1));
    });
  };
  const moved = (row) => {
    const list = row.parentElement;
    rename(list);
    status.textContent = `Moved to place ${rowsOf(list).indexOf(row) + 1} of ${rowsOf(list).length}.`;
    touched();
  };
  const move = (row, step, focused) => {
    const list = row.parentElement;
    const rows = rowsOf(list);
    const other = rows[rows.indexOf(row) + step];
    if (!other) {
      status.textContent = step < 0 ? "It is the first already." : "It is the last already.";
      return;
    }
    if (step < 0) other.before(row); else other.after(row);
    focused.focus();
    row.scrollIntoView({ block: "nearest" });
    moved(row);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.moveRow) {
      event.preventDefault();
      move(button.closest("[data-row]"), Number(button.dataset.moveRow), button);
    } else if (button.dataset.use) {
      event.preventDefault();
      const field = document.getElementById(button.dataset.use);
      field.value = button.dataset.text;
      field.focus();
      status.textContent = "The wording is taken over.";
      touched();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
  });
  const watch = new MutationObserver((changes) => {
    for (const list of new Set(changes.map((change) => change.target))) rename(list);
    touched();
  });
  for (const list of form.querySelectorAll("[data-rows]")) {
    watch.observe(list, { childList: true });
    window.Sortable?.create(list, {
      handle: "[data-grip]",
      draggable: "[data-row]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onEnd: (event) => { if (event.oldIndex !== event.newIndex) moved(event.item); },
    });
  }
})();
