// Charts over time with uPlot, in the page's colours, as wide as their place.

import { byId, figure, moment } from "./dom.js";

const HEIGHT = 230;
const charts = new Set();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const iso = (time) => new Date(time * 1_000).toISOString();

/** Times below a chart: days, or hours with the day where it begins. */
function times(splits, step) {
  let day = "";
  return splits.map((time) => {
    if (time === null) return "";
    const text = iso(time);
    const clock = text.slice(11, step < 60 ? 19 : 16);
    if (step >= 86_400) return text.slice(0, 10);
    const isNew = text.slice(0, 10) !== day;
    day = text.slice(0, 10);
    return isNew ? clock + "\n" + day : clock;
  });
}

/** Vertical lines at certain times, each with a short text. */
function markers(list) {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.strokeStyle = colour("weak");
        ctx.fillStyle = colour("weak");
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
        for (const { at, text } of list()) {
          const x = Math.round(plot.valToPos(at, "x", true));
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          ctx.fillText(text, x + 3 * devicePixelRatio, bbox.top + 11 * devicePixelRatio);
        }
        ctx.restore();
      },
    },
  };
}

/**
 * A chart in the element of an id. Its series have label, colour (a variable of console.css) and optionally dash and format; x is seconds since 1970
 * where isTime is not false.
 */
export class LineChart {
  constructor(id, series, { isTime = true, format = figure, fromZero = false } = {}) {
    this.host = byId(id);
    this.series = series;
    this.isTime = isTime;
    this.format = format;
    this.fromZero = fromZero;
    this.marks = [];
    this.data = [[], ...series.map(() => [])];
    this.plot = null;
    charts.add(this);
    new ResizeObserver(() => this.resize()).observe(this.host);
  }

  /** Draws columns: x, then one for each series; marks are vertical lines {at, text}. */
  show(data, marks = []) {
    this.data = data;
    this.marks = marks;
    if (this.plot) this.plot.setData(data);
    else this.draw();
  }

  /** Draws other series. */
  showSeries(series, data, marks = []) {
    const same = this.plot && series.length === this.series.length && series.every((one, i) => one.label === this.series[i].label);
    this.series = series;
    if (same) {
      this.show(data, marks);
      return;
    }
    this.data = data;
    this.marks = marks;
    this.draw();
  }

  resize() {
    const width = this.host.clientWidth;
    if (!width) return;
    if (this.plot) this.plot.setSize({ width, height: HEIGHT });
    else if (this.data[0].length) this.draw();
  }

  draw() {
    const width = this.host.clientWidth;
    if (this.plot) this.plot.destroy();
    this.plot = null;
    if (!width) return; // not shown yet: drawn when it has a size
    const axis = { stroke: colour("weak"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
    const options = {
      width,
      height: HEIGHT,
      cursor: { drag: { x: true, y: false } },
      scales: { x: { time: this.isTime }, y: { range: (plot, least, most) => this.range(least, most) } },
      axes: [
        {
          ...axis,
          space: 70,
          values: (plot, splits, at, space, step) => (this.isTime ? times(splits, step) : splits.map((value) => figure(value))),
        },
        { ...axis, size: 62, values: (plot, splits) => splits.map((value) => (value === null ? "" : this.format(value))) },
      ],
      series: [
        this.isTime
          ? { label: "UTC", value: (plot, value) => (value === null ? "–" : moment(iso(value))) }
          : { label: "examples", value: (plot, value) => figure(value) },
        ...this.series.map((one) => ({
          label: one.label,
          stroke: colour(one.colour),
          scale: one.scale || "y",
          width: one.width ?? 2,
          dash: one.dash,
          spanGaps: true,
          fill: one.fill ? colour(one.colour) + "22" : undefined,
          points: { show: one.points },
          value: (plot, value, series, at) => (one.format || this.format)(value, at),
        })),
      ],
      plugins: [markers(() => this.marks)],
    };
    if (this.series.some((one) => one.scale === "right")) {
      options.axes.push({ ...axis, scale: "right", side: 1, size: 62, grid: { show: false }, values: (plot, splits) => splits.map((value) => this.format(value)) });
      options.scales.right = { range: (plot, least, most) => this.range(least, most) };
    }
    if (this.isTime) options.tzDate = (time) => uPlot.tzDate(new Date(time * 1_000), "Etc/UTC");
    this.plot = new uPlot(options, this.data, this.host);
  }

  range(least, most) {
    if (least === null || most === null || !Number.isFinite(least) || !Number.isFinite(most)) return [0, 1];
    const low = this.fromZero ? Math.min(0, least) : least;
    const room = (most - low) * 0.08 || Math.abs(most) * 0.1 || 1;
    return [this.fromZero && low >= 0 ? 0 : low - room, most + room];
  }
}

// the colours change with the system's
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => { if (chart.plot) chart.draw(); }));

/** Columns by x of several lists of {x, y}: what a list has not at an x is null. */
export function columns(lists) {
  const xs = [...new Set(lists.flatMap((list) => list.map((point) => point.x)))].sort((a, b) => a - b);
  return [xs, ...lists.map((list) => {
    const byX = new Map(list.map((point) => [point.x, point.y]));
    return xs.map((x) => byX.get(x) ?? null);
  })];
}
