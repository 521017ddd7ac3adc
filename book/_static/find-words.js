// On the page of results: answers by everyday words, wards and number cards, before the
// results of the text search. The words stand in everyday-words.js; no server is needed.
(function () {
  var MOST = 24;
  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
      .replace(/[’']/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  }
  function fits(word, tokens) {
    return tokens.some(function (one) {
      if (one === word) return true;
      if (word.length >= 4 && one.indexOf(word) === 0) return true;
      return one.length >= 4 && word.indexOf(one) === 0 && word.length - one.length <= 3;
    });
  }
  function score(entry, query, words) {
    var area = plain(entry.a).split(" "), best = 0;
    // Words of the area narrow the search; the others must all stand in one name.
    var rest = words.filter(function (word) { return area.indexOf(word) < 0; });
    var named = words.length - rest.length;
    if (!rest.length) return 0;
    entry.w.forEach(function (name) {
      var text = plain(name), tokens = text.split(" ");
      if (rest.every(function (word) { return fits(word, tokens); })) {
        best = Math.max(best, text === rest.join(" ") ? 3 : 1 + rest.length / (tokens.length + 1));
      }
    });
    return best ? best + named : 0;
  }
  function show(query) {
    var small = { in: 1, of: 1, the: 1, and: 1, a: 1, "for": 1, at: 1, on: 1, what: 1, is: 1, are: 1 };
    var words = plain(query).split(" ").filter(function (one) { return one && !small[one]; });
    if (!words.length) return;
    function look(asked) {
      return window.needsbookWords.map(function (entry, n) {
        return [score(entry, query, asked), n, entry];
      }).filter(function (one) { return one[0] > 0; });
    }
    var found = look(words);
    // “Poor families”: no name holds both words, but one of them is known.
    if (!found.length && words.length > 1) {
      var seen = {};
      words.forEach(function (word) {
        look([word]).forEach(function (one) {
          if (!seen[one[1]]) { seen[one[1]] = true; found.push(one); }
        });
      });
    }
    found.sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; });
    var place = document.getElementById("search-results");
    if (!found.length || !place || document.getElementById("nb-found")) return;
    var box = document.createElement("section");
    box.id = "nb-found";
    var head = document.createElement("h2");
    head.textContent = "Answers";
    box.appendChild(head);
    var list = document.createElement("ul");
    found.slice(0, MOST).forEach(function (one) {
      var entry = one[2], item = document.createElement("li"), link = document.createElement("a");
      link.href = entry.u;
      link.textContent = entry.t + (entry.a ? ", " + entry.a : "");
      var line = document.createElement("p");
      line.textContent = entry.l;
      item.appendChild(link);
      item.appendChild(line);
      list.appendChild(item);
    });
    box.appendChild(list);
    place.parentNode.insertBefore(box, place);
    soften(place);
  }
  // Where answers stand above, the text search may not say that nothing was found.
  function soften(place) {
    function look() {
      var told = place.querySelector(".search-summary");
      if (!told || !/did not match/.test(told.textContent)) return false;
      told.textContent = "The pages themselves do not use these words.";
      return true;
    }
    if (look()) return;
    var watch = new MutationObserver(function () { if (look()) watch.disconnect(); });
    watch.observe(place, { childList: true, subtree: true, characterData: true });
  }
  function start() {
    var place = document.getElementById("search-results");
    var query = new URLSearchParams(window.location.search).get("q");
    if (!place || !query) return;
    var script = document.createElement("script");
    script.src = "everyday-words.js";
    script.onload = function () { show(query); };
    document.head.appendChild(script);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
