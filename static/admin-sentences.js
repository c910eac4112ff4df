// One key for each act on the sentence that has the focus; the buttons do the same without it.
const legend = document.querySelector(".keys");
const isOn = legend.querySelector("input");
const sentences = [...document.querySelectorAll(".sentence")];
const KEPT = "sentence-keys";

function current() {
  return document.activeElement.closest(".sentence");
}

function move(step) {
  const place = sentences.indexOf(current());
  const next = sentences[place < 0 ? 0 : place + step];
  if (next) next.focus();
}

function change(sentence) {
  const details = sentence.querySelector("details");
  if (!details) return false;
  details.open = true;
  details.querySelector("select, textarea, input").focus();
  return true;
}

// What was found last is taken back from wherever one is by then.
function act(sentence, key) {
  if (key === "c" && sentence && change(sentence)) return true;
  const its = `[data-key="${key}"]`;
  const button = sentence?.querySelector(its) ?? document.querySelector(`.coverage ${its}`);
  if (button) button.click();
  return Boolean(button);
}

function press(event) {
  const isTyping = event.target.closest("input, textarea, select");
  if (!isOn.checked || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { j: 1, k: -1 }[event.key];
  const sentence = current();
  if (step) move(step);
  else if (!"acdnu".includes(event.key) || !act(sentence, event.key)) return;
  event.preventDefault();
}

isOn.checked = localStorage.getItem(KEPT) !== "off";
isOn.addEventListener("change", () => localStorage.setItem(KEPT, isOn.checked ? "on" : "off"));
legend.hidden = false;
document.addEventListener("keydown", press);
const target = document.getElementById(location.hash.slice(1));
if (target?.querySelector("details[open]")) change(target);
else target?.focus();
