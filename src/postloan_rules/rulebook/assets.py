"""The style and the script that stand beside the pages: nothing from elsewhere."""

STYLE = """\
:root { color-scheme: light dark; --quiet: #667; --line: #8885; --mark: #fd06; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  padding: .5rem 1rem; background: Canvas; border-bottom: 1px solid var(--line); }
header input { flex: 1 1 12rem; min-width: 0; font: inherit; padding: .3rem .5rem; }
header button { font: inherit; }
main { max-width: 60rem; margin: 0 auto; padding: 0 1rem 4rem; }
section { scroll-margin-top: 4rem; border-top: 1px solid var(--line); padding-top: .2rem; margin-top: 1rem; }
section:target, td:target { background: var(--mark); }
td, h4 { scroll-margin-top: 4rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3, h4 { font-size: 1.05rem; }
p, ul { margin: .35rem 0; }
.quiet { color: var(--quiet); font-size: .9rem; overflow-wrap: anywhere; }
.place { color: var(--quiet); text-decoration: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); }
p > span[lang], li > span[lang], h1 > span[lang], td > span[lang], th > span[lang] { display: block; }
p > span[lang=en], li > span[lang=en], td > span[lang=en], th > span[lang=en] { color: var(--quiet); }
.only-zh [lang=en]:not(html), .only-en [lang=zh]:not(html) { display: none !important; }
.only-en span[lang=en] { color: inherit !important; }
#found { max-width: 60rem; margin: 0 auto; padding: .5rem 1rem .5rem 2.5rem; }
@media print {
  header, #found, .place { display: none; }
  body { font-size: 11pt; }
  section, tr { break-inside: avoid; }
  .wide { overflow: visible; }
}
"""

SCRIPT = """\
"use strict";
// Each entry: page, place in it, titles in Chinese and English, words to look through.
const MOST = 50;
const chosen = () => document.body.classList.contains("only-en") || document.documentElement.lang === "en" ? 3 : 2;
const addressOf = (entry) => entry[0] + ".html#" + encodeURIComponent(entry[1]);

function look(text) {
  const wanted = text.toLowerCase().split(/\\s+/).filter((word) => word);
  if (!wanted.length) return [];
  const ranked = [];
  ENTRIES.forEach((entry, place) => {
    const title = (entry[1] + " " + entry[2] + " " + entry[3]).toLowerCase();
    const all = title + " " + entry[4].toLowerCase();
    if (wanted.every((word) => all.includes(word))) {
      ranked.push([wanted.every((word) => title.includes(word)) ? 0 : 1, place, entry]);
    }
  });
  ranked.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return ranked.slice(0, MOST).map((each) => each[2]);
}

function show(entries) {
  const list = document.getElementById("found");
  list.replaceChildren(...entries.map((entry) => {
    const link = document.createElement("a");
    link.href = addressOf(entry);
    link.textContent = entry[chosen()];
    const line = document.createElement("li");
    line.append(link);
    return line;
  }));
  list.hidden = !entries.length;
}

function choose(language) {
  const before = document.body.classList.contains("only-" + language);
  document.body.classList.remove("only-zh", "only-en");
  if (!before) document.body.classList.add("only-" + language);
  try { localStorage.setItem("language", before ? "" : language); } catch { /* nowhere to keep it */ }
}

function start() {
  const search = document.getElementById("search");
  search.addEventListener("input", () => show(look(search.value)));
  const languages = document.getElementById("languages");
  if (languages) {
    languages.addEventListener("click", (event) => { if (event.target.value) choose(event.target.value); });
    let kept = "";
    try { kept = localStorage.getItem("language") || ""; } catch { /* nothing was kept */ }
    if (kept === "zh" || kept === "en") choose(kept);
  }
  // A place of another page: whoever links to a rule need not know on which page it stands.
  const place = decodeURIComponent(location.hash.slice(1));
  if (place && !document.getElementById(place)) {
    const entry = ENTRIES.find((each) => each[1] === place);
    if (entry) location.replace(addressOf(entry));
  }
}

start();
"""
