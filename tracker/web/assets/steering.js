/* Draws the chart of the leader's page from what its canvas carries; the table below says the same. */
(function () {
  "use strict";

  var drawn = null;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function layer(one) {
    return {
      label: one.label,
      data: one.numbers,
      backgroundColor: colour("--chart-" + one.name),
      borderColor: colour("--bs-body-bg"),
      borderWidth: { top: 1 },
      borderSkipped: false,
      barPercentage: 1,
      categoryPercentage: 0.92
    };
  }

  function options(canvas, told) {
    var text = colour("--bs-body-color");
    var grid = colour("--bs-border-color");
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
      maintainAspectRatio: false,
      animation: still ? false : { duration: 300 },
      interaction: { mode: "index", intersect: false },
      onClick: function (event, points) {
        if (points.length) { window.location.assign(told.addresses[points[0].index]); }
      },
      onHover: function (event, points) {
        canvas.classList.toggle("over-point", points.length > 0);
      },
      plugins: {
        legend: { position: "bottom", labels: { color: text, boxWidth: 14 } },
        tooltip: { itemSort: function (a, b) { return b.datasetIndex - a.datasetIndex; } }
      },
      scales: {
        x: { stacked: true, ticks: { color: text, maxRotation: 45 }, grid: { display: false } },
        y: { stacked: true, beginAtZero: true, ticks: { color: text, precision: 0 }, grid: { color: grid } }
      }
    };
  }

  function draw() {
    var canvas = document.querySelector("canvas[data-drawing]");
    if (!canvas || !window.Chart) { return; }
    var told = JSON.parse(canvas.dataset.drawing);
    if (drawn) { drawn.destroy(); }
    drawn = new window.Chart(canvas, {
      type: "bar",
      data: { labels: told.labels, datasets: told.layers.map(layer) },
      options: options(canvas, told)
    });
  }

  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    window.setTimeout(draw, 0);
  });
})();
