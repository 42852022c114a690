/* The desk's keys: j k or arrows go through the rows, a row's letters press its buttons, / goes to the search.
   Without this file every one of them is a link or a button. */
(() => {
  "use strict";
  /** The row that has, or last had, the keyboard's focus: found again when the list is shown anew. */
  let here = "";

  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
  const rowOf = (target) => (target instanceof Element ? target.closest("[data-row]") : null);

  const go = (step) => {
    const all = rows();
    if (all.length === 0) return false;
    const at = all.findIndex((row) => row.id === here);
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (key) => {
    const row = rowOf(document.activeElement);
    const button = row && Array.from(row.querySelectorAll("[data-key]")).find((one) => one.dataset.key === key);
    if (button) button.click();
    return Boolean(button);
  };

  const search = () => {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    return field !== null;
  };

  document.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row) here = row.id;
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key;
    let done = false;
    if (key === "j" || key === "ArrowDown") done = go(1);
    else if (key === "k" || key === "ArrowUp") done = go(-1);
    else if (key === "/") done = search();
    else if (key === "Enter") {
      const link = event.target instanceof Element && event.target.matches("[data-row]") && event.target.querySelector("a");
      if (link) link.click();
      done = Boolean(link);
    } else if (key.length === 1) done = press(key.toLowerCase());
    if (done) event.preventDefault();
  });

  document.addEventListener("htmx:afterSettle", () => {
    const row = here && document.getElementById(here);
    if (row && (document.activeElement === null || document.activeElement === document.body)) row.focus();
  });
})();
