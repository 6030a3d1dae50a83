/* Small comforts; every page works without them. */
(function () {
  "use strict";

  /* A form that is on its way is not sent a second time. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-once]")) { return; }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  /* Back in history: the form can be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  /* One box that ticks all of its table: <input type="checkbox" data-all="item">. */
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (!box.matches("input[type=checkbox][data-all]")) { return; }
    var form = box.form || box.closest("table") || document;
    form.querySelectorAll("input[type=checkbox][name='" + box.dataset.all + "']").forEach(function (one) {
      one.checked = box.checked;
    });
  });

  /* Selects that send their form at once, for who has scripts: <select data-send>. */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-send]") && event.target.form) {
      event.target.form.requestSubmit();
    }
  });

  /* Menus close when one leaves them. */
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(except)) { menu.open = false; }
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var menu = document.activeElement && document.activeElement.closest("details.menu[open]");
    closeMenus(null);
    if (menu) { menu.querySelector("summary").focus(); }
  });

  /* What is wrong is read first. */
  document.addEventListener("DOMContentLoaded", function () {
    var trouble = document.getElementById("trouble");
    if (trouble) { trouble.focus(); }
  });

  /* Browsers write days in the order of their own language, so 03/08 may be March or August: where
     theirs does not put the day first, each field is followed by the day that it means. */
  var theirs = new Intl.DateTimeFormat(navigator.language).formatToParts();
  var spelt = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC"
  });
  function sayDay(input) {
    var output = input.nextElementSibling;
    if (!output || !output.matches(".day-said")) {
      output = document.createElement("output");
      output.className = "form-text day-said";
      output.htmlFor = input.id;
      input.after(output);
    }
    output.value = input.valueAsDate ? spelt.format(input.valueAsDate) : "";
  }
  function sayDays(root) { root.querySelectorAll("input[type=date]").forEach(sayDay); }
  if (theirs[0].type !== "day") {
    document.addEventListener("input", function (event) {
      if (event.target.matches("input[type=date]")) { sayDay(event.target); }
    });
    document.addEventListener("DOMContentLoaded", function () { sayDays(document); });
    document.addEventListener("htmx:load", function (event) { sayDays(event.target); });
  }

  /* Passwords can be seen while they are typed, and are sent as passwords all the same. */
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("input[type=password][data-show]").forEach(function (field) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-link px-0";
      button.setAttribute("aria-controls", field.id);
      function show(shown) {
        field.type = shown ? "text" : "password";
        button.textContent = shown ? field.dataset.hide : field.dataset.show;
      }
      show(false);
      button.addEventListener("click", function () { show(field.type === "password"); });
      if (field.form) {
        field.form.addEventListener("submit", function () { show(false); });
      }
      field.after(button);
    });
  });

  /* Print: <button data-print>. */
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });
})();
