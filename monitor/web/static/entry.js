"use strict";
// The entry sheet with scripts: each row is saved by itself, what was typed is kept in the browser
// until it is saved, a column can be pasted, and Enter goes on. Without this file the sheet is one
// form with one button, and everything it does here the server does there.
const sheet = document.querySelector("form.sheet[data-draft]");
const KEPT_DAYS = 30;
const DAY = 24 * 3600 * 1000;
const NUMBER = /^[\s−-]*[\d０-９][\d０-９.,．，]*\s*[^\d\s]{0,6}\s*$/;

const say = (word, mark = "") => (sheet.getAttribute(`data-say-${word}`) ?? "").replace("#", mark);
const rows = () => [...sheet.querySelectorAll("tbody.cell")];
const rowOf = (element) => element.closest("tbody.cell");
const inputs = (row) => [...row.querySelectorAll("input,select")].filter((one) => one.name && !one.name.startsWith("seen/"));
const firsts = () => rows().filter((row) => row.offsetParent !== null)
  .map((row) => row.querySelector("input.value,select,input[type=checkbox]")).filter(Boolean);

// ---- what was typed and not saved yet -----------------------------------------------------

const shelf = `draft/${sheet.dataset.draft}`;
const timers = new Map();
const busy = new Map();
let undo = [];

function drafts() {
  try {
    const kept = JSON.parse(localStorage.getItem(shelf) ?? "{}");
    return Date.now() - (kept.at ?? 0) < KEPT_DAYS * DAY ? kept.fields ?? {} : {};
  } catch {
    return {};
  }
}

function keep(fields) {
  try {
    if (Object.keys(fields).length) localStorage.setItem(shelf, JSON.stringify({ at: Date.now(), fields }));
    else localStorage.removeItem(shelf);
  } catch {
    // A browser that keeps nothing still saves: the draft is a second net, not the first.
  }
}

function keepRow(row) {
  const fields = drafts();
  for (const one of inputs(row)) {
    const value = one.type === "checkbox" ? (one.checked ? "1" : "") : one.value;
    if (value && value !== said(one)) fields[one.name] = value;
    else delete fields[one.name];
  }
  keep(fields);
}

function forget(row) {
  const fields = drafts();
  for (const one of inputs(row)) delete fields[one.name];
  keep(fields);
}

function said(one) {
  if (one.tagName !== "SELECT") return one.type === "checkbox" ? "" : one.defaultValue;
  return ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value ?? "";
}

// ---- what a row says of itself ------------------------------------------------------------

function tell(row, text, { tone = "", detail = "", link = "" } = {}) {
  const place = row.querySelector(".state [role=status]");
  const line = document.createElement("span");
  line.textContent = text;
  if (tone) line.className = tone;
  place.replaceChildren(line);
  if (detail) {
    const small = document.createElement("span");
    small.className = "small muted";
    small.textContent = detail;
    place.append(small);
  }
  if (link) {
    const way = document.createElement("a");
    way.href = link;
    way.target = "_blank";
    way.textContent = say("sign_in");
    place.append(" ", way);
  }
}

function clear(row) {
  row.classList.remove("wrong");
  for (const one of row.querySelectorAll(".fault,.asking,.meant")) one.remove();
  for (const one of row.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

function ask(row, answer) {
  clear(row);
  row.classList.add("wrong");
  const field = row.querySelector("input.value,select");
  const asking = document.createElement("div");
  asking.className = "asking";
  asking.setAttribute("role", "alert");
  for (const text of answer.faults) {
    const line = document.createElement("p");
    line.className = "fault";
    line.textContent = text;
    asking.append(line);
  }
  field?.setAttribute("aria-invalid", "true");
  if (answer.meant) asking.append(button(say("meant", answer.meant), () => mend(row, answer.meant)));
  if (answer.reason) asking.append(...reasoning(row));
  row.querySelector("details.more").before(asking);
  tell(row, say("fault"), { tone: "late" });
}

function reasoning(row) {
  const own = row.querySelector("input[name^='reason/']");
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.maxLength = 2000;
  label.className = "long";
  label.append(say("why"), box);
  const insist = () => {
    own.value = box.value.trim();
    if (own.value) save(row);
    else box.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    insist();
  });
  return [label, button(say("insist"), insist)];
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function mend(row, meant) {
  row.querySelector("input.value").value = meant;
  save(row);
}

// ---- saving one row -----------------------------------------------------------------------

function answers(row) {
  return inputs(row).some((one) => {
    const asked = ["value", "no_change", "stage", "item", "on", "progress", "trouble", "next_step", "forecast", "outlook"].includes(one.name.split("/")[0]);
    return asked && (one.type === "checkbox" ? one.checked : one.value.trim() !== "");
  });
}

function whole(row) {
  const stage = row.querySelector("select[name^='stage/']");
  if (!stage || row.dataset.kind === "task") return true;
  return [...row.querySelectorAll(".line")].every((line) => {
    const told = [...line.querySelectorAll("select[name^='stage/'],select[name^='item/'],input[name^='on/']")];
    const filled = told.filter((one) => one.value);
    return filled.length === 0 || filled.length === told.length;
  });
}

async function save(row) {
  if (busy.get(row)) {
    busy.set(row, "again");
    return;
  }
  if (!answers(row) || !whole(row)) {
    keepRow(row);
    tell(row, answers(row) ? say("dirty") : "");
    return;
  }
  busy.set(row, "now");
  keepRow(row);
  const waiting = setTimeout(() => tell(row, say("saving")), 400);
  const answer = await send(row);
  clearTimeout(waiting);
  const again = busy.get(row) === "again";
  busy.delete(row);
  show(row, answer);
  if (again) save(row);
}

async function send(row) {
  const body = new URLSearchParams();
  for (const one of sheet.querySelectorAll(":scope > input[type=hidden], #given_by")) body.set(one.name, one.value);
  for (const one of row.querySelectorAll("input,select")) {
    if (one.name && (one.type !== "checkbox" || one.checked)) body.set(one.name, one.value);
  }
  body.set("line", row.dataset.line);
  body.set("key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  try {
    const answer = await fetch("/entry/cell", { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "signed_out" };
    if (answer.status >= 500) return { state: "offline" };
    return await answer.json();
  } catch {
    return { state: "offline" };
  }
}

function show(row, answer) {
  if (answer.state === "offline") {
    row.dataset.waits = "1";
    tell(row, say("offline"), { tone: "late" });
  } else if (answer.state === "signed_out") {
    tell(row, say("signed_out"), { tone: "late", link: "/sign-in?next=/entry" });
  } else if (answer.faults) {
    delete row.dataset.waits;
    ask(row, answer);
  } else {
    saved(row, answer);
  }
}

function saved(row, answer) {
  clear(row);
  delete row.dataset.waits;
  forget(row);
  row.classList.remove("dirty");
  row.classList.add("saved");
  for (const one of row.querySelectorAll("input[name^='seen/']")) one.value = answer.seen;
  const own = row.querySelector("input[name^='reason/']");
  if (own) own.value = "";
  for (const one of inputs(row)) {
    if (one.tagName === "INPUT" && one.type !== "checkbox") one.defaultValue = one.value;
  }
  const told = answer.answer ?? { said: "", who: "", when: "" };
  const word = answer.state === "same" ? say("same") : say("saved");
  tell(row, told.said ? `✓ ${told.said}` : word, { detail: `${told.said ? word : ""} ${told.when}${told.waits ? ` · ${say("waits")}` : ""}` });
}

// ---- moving, typing, pasting --------------------------------------------------------------

function go(from, by) {
  const all = firsts();
  const here = all.findIndex((one) => rowOf(one) === rowOf(from));
  const next = all[here + by];
  next?.focus();
  if (next?.select) next.select();
}

sheet.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches("tbody.cell input, tbody.cell select")) return;
  if (event.key === "Enter" && field.type !== "checkbox") {
    event.preventDefault();
    save(rowOf(field));
    go(field, event.shiftKey ? -1 : 1);
  } else if (field.matches("input.value") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    go(field, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && field.matches("input.value")) {
    field.value = field.defaultValue;
    keepRow(rowOf(field));
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && undo.length) {
    event.preventDefault();
    takeBack();
  }
});

sheet.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  row.classList.add("dirty");
  row.classList.remove("saved");
  if (event.target.matches("input.value")) {
    const stays = row.querySelector("input[name^='no_change/']");
    if (stays && event.target.value) stays.checked = false;
  }
  keepRow(row);
});

sheet.addEventListener("change", (event) => {
  const row = rowOf(event.target);
  if (!row || event.target.closest(".asking") || row.dataset.pasted) return;
  if (event.target.matches("input[name^='no_change/']") && event.target.checked) {
    for (const one of row.querySelectorAll("input.value")) one.value = "";
  }
  if (event.target.matches("input[name^='reason/'],input[name^='note/']") && !answers(row)) return;
  clearTimeout(timers.get(row));
  timers.set(row, setTimeout(() => save(row), 0));
});

sheet.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field.matches("input.value") || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t").map((one) => one.trim()));
  const pairs = named(lines) ?? below(field, lines);
  undo = pairs.map(([one]) => [one, one.value]);
  for (const [one, value] of pairs) fill(one, value);
  bar(say("pasted", pairs.length), [[say("save_all"), saveAll], [say("take_back"), takeBack]]);
});

// A block whose first column names targets fills those; any other fills the rows below, in order.
function named(lines) {
  const boxes = firsts().filter((one) => one.matches("input.value"));
  const titled = new Map(boxes.map((one) => [rowOf(one).querySelector("th a").textContent.trim(), one]));
  const found = lines.filter((line) => line.length > 1 && titled.has(line[0]))
    .map((line) => [titled.get(line[0]), number(line)]).filter(([, value]) => value);
  return found.length ? found : null;
}

function below(field, lines) {
  const boxes = firsts().filter((one) => one.matches("input.value"));
  const here = boxes.indexOf(field);
  return lines.map((line, step) => [boxes[here + step], number(line)]).filter(([one, value]) => one && value);
}

function number(line) {
  return [...line].reverse().find((one) => NUMBER.test(one)) ?? "";
}

function fill(one, value) {
  const row = rowOf(one);
  one.value = value;
  row.dataset.pasted = "1";
  row.classList.add("dirty");
  const stays = row.querySelector("input[name^='no_change/']");
  if (stays) stays.checked = false;
  keepRow(row);
  tell(row, say("dirty"), { tone: "late" });
}

function takeBack() {
  for (const [one, value] of undo) {
    one.value = value;
    delete rowOf(one).dataset.pasted;
    keepRow(rowOf(one));
    tell(rowOf(one), "");
  }
  undo = [];
  bar("");
}

async function saveAll() {
  const waiting = rows().filter((row) => row.dataset.pasted);
  undo = [];
  bar("");
  for (const row of waiting) {
    delete row.dataset.pasted;
    await save(row);
  }
}

function bar(text, acts = []) {
  document.querySelector(".sheet-bar")?.remove();
  if (!text) return;
  const made = document.createElement("div");
  made.className = "sheet-bar";
  made.setAttribute("role", "status");
  const line = document.createElement("span");
  line.textContent = text;
  made.append(line, ...acts.map(([word, act]) => button(word, act)));
  sheet.prepend(made);
}

// ---- coming back --------------------------------------------------------------------------

function offer() {
  const kept = drafts();
  const mine = Object.entries(kept).filter(([name]) => sheet.elements.namedItem(name));
  const answered = mine.filter(([name]) => ["value", "stage", "no_change"].includes(name.split("/")[0]));
  if (!answered.length) return;
  const back = () => {
    for (const [name, value] of mine) {
      const one = sheet.elements.namedItem(name);
      if (one.type === "checkbox") one.checked = true;
      else one.value = value;
      rowOf(one).dataset.pasted = "1";
      rowOf(one).classList.add("dirty");
      const fold = rowOf(one).closest("details.group");
      if (fold) fold.open = true;
      tell(rowOf(one), say("dirty"), { tone: "late" });
    }
    bar(say("back", answered.length), [[say("save_all"), saveAll]]);
  };
  const drop = () => {
    keep({});
    bar("");
  };
  bar(say("found", answered.length), [[say("put_back"), back], [say("discard"), drop]]);
}

window.addEventListener("online", () => {
  for (const row of rows()) if (row.dataset.waits) save(row);
});
window.addEventListener("beforeunload", (event) => {
  if (busy.size) event.preventDefault();
});

sheet.classList.add("scripted");
offer();
