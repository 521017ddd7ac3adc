// Adds a copy button to every citation; without this file the citations are there to select.
"use strict";
// What was done is heard from one place, however many buttons the page has.
const heard = document.createElement("p");
heard.setAttribute("role", "status");
heard.className = "heard";
document.querySelector("main").append(heard);
for (const style of document.querySelectorAll(".cite .style")) {
  const words = style.querySelector("pre");
  const card = style.closest(".card");
  const sources = style.closest("[data-address]");
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy: " + style.querySelector("h3, h4").textContent);
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
    const place = card && card.querySelector(".permanent");
    const address = place ? place.textContent : sources ? sources.dataset.address : "";
    const here = place ? place.href : location.href.split("#")[0];
    const relative = address && !/^https:/.test(address);
    const text = relative ? words.textContent.split(address).join(here) : words.textContent;
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
