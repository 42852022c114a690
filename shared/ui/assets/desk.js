/* The desk's keys: arrows (or j k) go through the rows, a row's letters press its buttons, / goes to the search, other letters
   follow the page's own links; an appointment of the agenda is moved by m and the arrows, or by dragging it, with a finger once that
   has rested on it.
   Without this file every one of them is a link, a button or a form. */
(() => {
  "use strict";
  /** The row that has, or last had, the keyboard's focus: found again when the list is shown anew. */
  let here = "";
  /** What is being moved, and where it was. */
  let moving = null;
  /** When somebody last did something: who has left is not looked at for them. */
  let awake = Date.now();

  const STEP = 15;
  /** How long a finger rests on what it takes; one that moves sooner scrolls. */
  const REST = 350;
  const AWAY = 30 * 60 * 1000;

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const rows = () => all("[data-row]");
  const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
  const rowOf = (target) => (target instanceof Element ? target.closest("[data-row]") : null);

  const focus = (row) => {
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    return true;
  };

  const go = (step) => {
    const list = rows();
    if (list.length === 0) return false;
    const at = list.findIndex((row) => row.id === here);
    return focus(list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)]);
  };

  /** To the day before or after: to what is at the same height there. */
  const across = (step) => {
    const row = document.getElementById(here);
    if (!row || !row.dataset.day) return false;
    const days = [...new Set(rows().map((one) => one.dataset.day))];
    const day = days[days.indexOf(row.dataset.day) + step];
    if (!day) return true;
    const top = row.getBoundingClientRect().top;
    const far = (one) => Math.abs(one.getBoundingClientRect().top - top);
    return focus(rows().filter((one) => one.dataset.day === day).reduce((best, one) => (far(one) < far(best) ? one : best)));
  };

  const press = (key) => {
    const row = rowOf(document.activeElement);
    const button = row && all("[data-key]", row).find((one) => one.dataset.key === key);
    if (button) button.click();
    return Boolean(button);
  };

  const follow = (key) => {
    const row = rowOf(document.activeElement);
    const own = key === "n" && row && row.matches(".free") && row.querySelector("a");
    const link = own || document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  };

  const search = () => {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    return field !== null;
  };

  const help = () => {
    const box = document.querySelector("[data-help]");
    if (!box) return false;
    box.open = !box.open;
    box.querySelector("summary").focus();
    return true;
  };

  // ── moving an appointment ────────────────────────────────────────────────────────────────────────────────────────────

  const minutesOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const timeOf = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const form = () => document.getElementById("deplacer");

  const say = (text) => {
    const status = document.getElementById("deplacement");
    if (status) status.textContent = text;
  };

  /** Shows it where it would be. */
  const show = () => {
    const { row, minutes, sheet } = moving;
    const kept = Array.from(row.classList).filter((name) => !/^[hn]\d+$/.test(name));
    row.className = [...kept, `h${Math.floor(minutes / 60)}`, `n${Math.floor((minutes % 60) / 5) * 5}`].join(" ");
    if (row.parentElement !== sheet.querySelector(".items")) sheet.querySelector(".items").append(row);
    // An hour on the practice's wall, whatever zone the browser stands in.
    const at = new Date(`${sheet.dataset.day}T${timeOf(minutes)}Z`);
    const shown = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
    say(shown.format(at));
  };

  const take = (row) => {
    if (!row || !row.dataset.move || !form()) return false;
    moving = { row, name: row.className, parent: row.parentElement, next: row.nextSibling, sheet: row.closest("[data-day].lane-sheet"), minutes: minutesOf(row.dataset.time), from: row.dataset.time };
    moving.day = moving.sheet.dataset.day;
    row.classList.add("is-moving");
    say(document.getElementById("deplacement").dataset.said);
    return true;
  };

  const giveUp = () => {
    const { row, name, parent, next } = moving;
    moving = null;
    row.className = name;
    parent.insertBefore(row, next);
    row.focus();
    say("");
  };

  const drop = () => {
    const { row, sheet, minutes, from, day } = moving;
    if (sheet.dataset.day === day && timeOf(minutes) === from) return giveUp();
    const fields = form().elements;
    fields.practitioner.value = row.dataset.whose;
    fields.appointment.value = row.dataset.move;
    fields.version.value = row.dataset.version;
    fields.date.value = sheet.dataset.day;
    fields.time.value = timeOf(minutes);
    moving = null;
    form().requestSubmit();
  };

  /** By a step of time, or to the day beside: of the same column of each day. */
  const shift = (minutes, days) => {
    moving.minutes = Math.min(Math.max(moving.minutes + minutes, 0), 24 * 60 - STEP);
    if (days !== 0) {
      const sheets = all(".lane-sheet");
      const names = [...new Set(sheets.map((one) => one.dataset.day))];
      const day = names[names.indexOf(moving.sheet.dataset.day) + days];
      moving.sheet = sheets.find((one) => one.dataset.day === day) || moving.sheet;
    }
    show();
  };

  const steer = (key) => {
    if (key === "ArrowDown") shift(STEP, 0);
    else if (key === "ArrowUp") shift(-STEP, 0);
    else if (key === "ArrowRight") shift(0, 1);
    else if (key === "ArrowLeft") shift(0, -1);
    else if (key === "Enter") drop();
    else if (key === "Escape") giveUp();
  };

  /** What the pointer holds before it has moved far enough to mean it. */
  let held = null;
  let dragged = false;
  let resting = 0;

  const letGo = () => {
    clearTimeout(resting);
    held = null;
  };

  document.addEventListener("pointerdown", (event) => {
    awake = Date.now();
    dragged = false;
    const row = event.target instanceof Element && event.target.closest("[data-move]");
    if (!row || !event.isPrimary || event.button !== 0 || getComputedStyle(row).position !== "absolute") return;
    const finger = event.pointerType === "touch";
    held = { row, finger, x: event.clientX, y: event.clientY, grip: event.clientY - row.getBoundingClientRect().top };
    if (finger) resting = setTimeout(() => { dragged = take(row); }, REST);
  });

  document.addEventListener("pointermove", (event) => {
    if (!held || !event.isPrimary) return;
    if (!moving) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
      if (held.finger) return letGo();
      if (!take(held.row)) return;
      dragged = true;
    }
    const beneath = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches(".lane-sheet"));
    if (beneath) moving.sheet = beneath;
    const box = moving.sheet.getBoundingClientRect();
    const grid = moving.sheet.closest(".sheet");
    const hours = Number(/\bto(\d+)/.exec(grid.className)[1]) - Number(grid.dataset.first);
    const minutes = ((event.clientY - held.grip - box.top) / box.height) * hours * 60 + Number(grid.dataset.first) * 60;
    moving.minutes = Math.min(Math.max(Math.round(minutes / STEP) * STEP, 0), 24 * 60 - STEP);
    show();
    event.preventDefault();
  });

  document.addEventListener("pointerup", () => {
    letGo();
    if (dragged && moving) drop();
  });
  document.addEventListener("pointercancel", () => {
    letGo();
    if (dragged && moving) giveUp();
  });
  // The page stays where it is under a finger that moves something, and opens no menu of its own.
  document.addEventListener("touchmove", (event) => {
    if (dragged && moving && event.cancelable) event.preventDefault();
  }, { passive: false });
  document.addEventListener("contextmenu", (event) => {
    if (held && held.finger) event.preventDefault();
  });
  document.addEventListener("dragstart", (event) => {
    if (held) event.preventDefault();
  });
  // What was dragged is not opened.
  document.addEventListener("click", (event) => {
    if (!dragged || !event.isTrusted) return;
    dragged = false;
    event.preventDefault();
  }, true);

  // ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  document.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (row) here = row.id;
  });

  document.addEventListener("keydown", (event) => {
    awake = Date.now();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (moving) {
      steer(event.key);
      event.preventDefault();
      return;
    }
    const key = event.key;
    let done = false;
    if (key === "j" || key === "ArrowDown") done = go(1);
    else if (key === "k" || key === "ArrowUp") done = go(-1);
    else if (key === "ArrowRight") done = across(1);
    else if (key === "ArrowLeft") done = across(-1);
    else if (key === "/") done = search();
    else if (key === "?") done = help();
    else if (key === "m" && take(rowOf(document.activeElement))) done = true;
    else if (key === "Enter") {
      const link = event.target instanceof Element && event.target.matches("[data-row]") && event.target.querySelector("a");
      if (link) link.click();
      done = Boolean(link);
    } else if (key.length === 1) done = press(key.toLowerCase()) || follow(key.toLowerCase());
    if (done) event.preventDefault();
  });

  // ── what is looked at stays true ─────────────────────────────────────────────────────────────────────────────────────

  const ofSheet = (event) => event.detail.elt instanceof Element && event.detail.elt.id === "agenda";

  // Nobody is kept signed in by a page that nobody looks at.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (ofSheet(event) && (moving || document.hidden || Date.now() - awake > AWAY)) event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!ofSheet(event)) return;
    // An answer that is no sheet (signed out, unavailable) leaves the one that is there; a moved thing is not taken away.
    if (moving || event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSettle", () => {
    const row = here && document.getElementById(here);
    if (row && (document.activeElement === null || document.activeElement === document.body)) row.focus();
  });
})();
