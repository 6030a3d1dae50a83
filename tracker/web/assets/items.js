/* Comforts of the forms that record; each works without them, by a button that sends the form. */
(function () {
  "use strict";

  /* <button data-fill="id" value="2024-06-03">: puts the day into the field. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fill]");
    var field = button && document.getElementById(button.dataset.fill);
    if (!field) { return; }
    event.preventDefault();
    field.value = button.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  /* What was read from words fills the day, unless somebody chose another one. */
  document.addEventListener("htmx:afterSwap", function (event) {
    var read = event.target.querySelector("template[data-fills]");
    var field = read && document.getElementById(read.dataset.fills);
    if (!field || (field.value && field.value !== field.dataset.read)) { return; }
    field.value = read.dataset.value;
    field.dataset.read = read.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
