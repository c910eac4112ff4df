// What can be done with selected words: a link to them, a citation, for curators an extract.
const reader = document.querySelector(".reader");
const bar = document.querySelector(".words-bar");
const told = document.querySelector(".words-told");
const extractButton = bar?.querySelector('[data-act="extract"]');
const WHERE_WORDS_STAND = "p.words, h2.words, .words th, .words td:not(:has(li), [colspan]), .words li";
// The server looks for 400 characters at most, and takes no longer address than 4,000.
const MOST = 400;
const AN_END = 120;
const LONGEST_ADDRESS = 3500;
let quotes = [];

function textOf(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll("strong, .visually-hidden").forEach((label) => label.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function beginning(words) {
  const shown = [...words].slice(0, AN_END).join("");
  return shown === words ? words : shown.replace(/ \S*$/, "");
}

function ending(words) {
  const shown = [...words].slice(-AN_END).join("");
  return shown === words ? words : shown.replace(/^\S* /, "");
}

// The words of a paragraph, or of an item in a table, that are within the selection.
function quoteOf(unit, selected) {
  const range = document.createRange();
  range.selectNodeContents(unit);
  const place = unit.closest("[id]");
  const before = document.createRange();
  before.setStart(place, 0);
  if (selected.compareBoundaryPoints(Range.START_TO_START, range) > 0) {
    range.setStart(selected.startContainer, selected.startOffset);
  }
  if (selected.compareBoundaryPoints(Range.END_TO_END, range) < 0) {
    range.setEnd(selected.endContainer, selected.endOffset);
  }
  before.setEnd(range.startContainer, range.startOffset);
  return { unit, place, words: textOf(range), before: textOf(before) };
}

function quotesOf(selection) {
  if (selection.isCollapsed || !selection.rangeCount) return [];
  const range = selection.getRangeAt(0);
  return [...reader.querySelectorAll(WHERE_WORDS_STAND)]
    .filter((unit) => range.intersectsNode(unit))
    .map((unit) => quoteOf(unit, range))
    .filter((quote) => quote.words);
}

function anchorOf(quote) {
  return quote.place.id;
}

function referenceOf(quote) {
  const number = quote.place.previousElementSibling?.querySelector(".visually-hidden");
  return quote.place.dataset.reference ?? number?.textContent ?? anchorOf(quote);
}

function linkTo(chosen) {
  const [first, last] = [chosen[0], chosen.at(-1)];
  const isWhole = chosen.length === 1 && [...first.words].length <= MOST;
  const words = isWhole ? first.words : beginning(first.words);
  const query = new URLSearchParams({ at: anchorOf(first), words });
  const earlier = first.before.toLowerCase().split(words.toLowerCase()).length - 1;
  if (earlier) query.set("nth", earlier + 1);
  if (!isWhole) query.set("until", ending(last.words));
  if (anchorOf(last) !== anchorOf(first)) query.set("to", anchorOf(last));
  return `${bar.dataset.address}?${query}#${anchorOf(first)}`;
}

function citationOf(chosen) {
  const references = [...new Set([referenceOf(chosen[0]), referenceOf(chosen.at(-1))])];
  const anchor = anchorOf(chosen[0]);
  const address = `${bar.dataset.address}?at=${anchor}#${anchor}`;
  const { before, after } = bar.dataset;
  return [before, references.join(" – "), after, address].join(", ");
}

// To those who see the bar it need not be said that it has come.
function tell(words, isSeen = true) {
  told.classList.toggle("visually-hidden", !isSeen);
  told.textContent = words;
}

// Where a browser lets nothing be copied, the text is shown to be copied by hand.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(bar.dataset.copied);
  } catch {
    tell(text);
  }
}

function markAsExtract() {
  const words = quotes.map((quote) => quote.words).join("\n\n");
  const address = `${extractButton.dataset.address}&quotes=${encodeURIComponent(words)}`;
  if (address.length > LONGEST_ADDRESS) tell(bar.dataset.long);
  else location.assign(address);
}

function close() {
  const from = quotes[0]?.unit.closest(".words");
  const hasFocus = bar.contains(document.activeElement);
  bar.hidden = true;
  quotes = [];
  tell("");
  getSelection().removeAllRanges();
  if (!hasFocus || !from) return;
  if (from.tabIndex < 0) from.tabIndex = -1;
  from.focus({ preventScroll: true });
}

function show() {
  if (bar.contains(document.activeElement)) return;
  quotes = quotesOf(getSelection());
  tell(quotes.length ? bar.dataset.opened : "", false);
  bar.hidden = !quotes.length;
  // Right after the words, so that the next Tab leads there.
  if (quotes.length) quotes[0].unit.closest(".words").after(bar);
}

const ACTS = {
  link: () => copy(linkTo(quotes)),
  cite: () => copy(citationOf(quotes)),
  extract: markAsExtract,
  close,
};

function press(event) {
  if (bar.hidden || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const isNowhere = document.activeElement === document.body;
  if (event.key === "Escape") close();
  else if (event.key === "Tab" && !event.shiftKey && isNowhere) bar.querySelector("button").focus();
  else if (event.key === "e" && extractButton) markAsExtract();
  else return;
  event.preventDefault();
}

// An address of old names a paragraph of another part by its anchor alone.
function goToItsPart() {
  const anchor = location.hash.slice(1);
  const isAsked = new URLSearchParams(location.search).get("at") === anchor;
  if (!/^[\w-]+$/.test(anchor) || isAsked || document.getElementById(anchor)) return;
  location.replace(`${location.pathname}?at=${anchor}#${anchor}`);
}

if (reader?.dataset.parts) {
  addEventListener("hashchange", goToItsPart);
  goToItsPart();
}
if (reader) {
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
  document.addEventListener("keydown", press);
  // A click on a button may not take the selection away.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act && quotes.length) ACTS[act]();
  });
}
