/* Before anything is drawn: dark, where the reader or his machine wants it. */
(function () {
  "use strict";
  var root = document.documentElement;
  var wanted = root.dataset.theme;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (wanted === "auto") {
      root.dataset.bsTheme = dark.matches ? "dark" : "light";
    }
  }
  follow();
  dark.addEventListener("change", follow);
})();
