// Adds a copy button to every citation; without this file the citations are there to select.
"use strict";
for (const style of document.querySelectorAll(".cite .style")) {
  const words = style.querySelector("pre");
  const card = style.closest(".card");
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy: " + style.querySelector("h3").textContent);
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    // Where the book has no address of its own, the reader's own one is the best there is.
    const place = card.querySelector(".permanent");
    const address = place.textContent;
    const whole = /^https:/.test(address) ? address : place.href;
    const text = words.textContent.split(address).join(whole);
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(words);
      told.textContent = "Selected: press Ctrl+C";
    }
  });
  const group = document.createElement("div");
  group.append(told, " ", button);
  words.before(group);
}
