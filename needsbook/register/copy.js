// Writes the citations a card has in common with another of the page, and adds a copy button to
// every citation; without this file the citations are there to select, or one link away.
"use strict";
// As ``swap_words`` in alike.py, which has tried it for every card.
const swapWords = (text, said, wanted) => {
  const swaps = new Map(said.map((word, at) => [word, wanted[at]]).filter(([word]) => word));
  const words = [...swaps.keys()].sort((one, other) => other.length - one.length);
  if (!words.length) return text;
  const plain = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const found = new RegExp(`(?<![0-9-])(?<![0-9][.,])(?:${plain})(?![0-9])(?![.,-][0-9])`, "g");
  return text.replace(found, (word) => swaps.get(word));
};
for (const cite of document.querySelectorAll(".cite[data-like]")) {
  const model = document.getElementById(cite.dataset.like).querySelector(".cite");
  const said = JSON.parse(model.dataset.words);
  const wanted = JSON.parse(cite.dataset.words);
  for (const style of [...model.querySelectorAll(".style")].slice(1)) {
    const own = style.cloneNode(true);
    const words = own.querySelector("pre");
    words.textContent = swapWords(words.textContent, said, wanted);
    cite.append(own);
  }
  cite.querySelector(".like").remove();
}
// What was done is heard from one place, however many buttons the page has.
const heard = document.createElement("p");
heard.setAttribute("role", "status");
heard.className = "heard";
document.querySelector("main").append(heard);
for (const style of document.querySelectorAll(".cite .style")) {
  const words = style.querySelector("pre");
  const card = style.closest(".card");
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy: " + style.querySelector("h3").textContent);
  told.setAttribute("aria-hidden", "true");
  const tell = (words) => {
    for (const other of document.querySelectorAll(".cite .told")) other.textContent = "";
    told.textContent = words;
    // Emptied first: the same words twice would be heard once.
    heard.textContent = "";
    setTimeout(() => { heard.textContent = words; }, 50);
  };
  told.className = "told";
  button.addEventListener("click", async () => {
    // Where the book has no address of its own, the reader's own one is the best there is.
    const place = card.querySelector(".permanent");
    const address = place.textContent;
    const whole = /^https:/.test(address) ? address : place.href;
    const text = words.textContent.split(address).join(whole);
    try {
      await navigator.clipboard.writeText(text);
      tell("Copied");
    } catch {
      getSelection().selectAllChildren(words);
      tell("Selected: press Ctrl+C");
    }
  });
  const group = document.createElement("div");
  group.append(told, " ", button);
  words.before(group);
}
