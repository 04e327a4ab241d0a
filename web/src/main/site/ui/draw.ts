import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colour, onThemeChange } from './colours';
import { gapsOf, loneOf, type Line } from './lines';

interface Drawing {
  /** Seconds since 1970, or whole numbers of what `counts` names. */
  times: number[];
  lines: Line[];
  kind: 'lines' | 'bars';
  height: number;
  /** How a value is written at the axis and below the pointer. */
  write: (value: number) => string;
  /** Indexes of times before which something is missing. */
  breaks: number[];
  /** Whether the axis begins at zero; else at the least value. */
  fromZero: boolean;
  /** What is counted along the axis where that is no time. */
  counts: string | undefined;
  /** Whether values are walked through one by one, and told elsewhere: each is marked, and no legend is written. */
  walked: boolean;
}

const DAY_SECONDS = 86_400;
/** Steps of an axis along which something is counted. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const LEAST_WIDTH = 200;
/** Up to so many values that are walked through are marked on the line. */
const MOST_DOTS = 150;

/** A chart in `element`, which follows its width and the page's colours until it is removed. */
export class Plot {
  #plot: uPlot | undefined;
  #drawing: Drawing;
  readonly #unfollow: () => void;
  readonly #observer: ResizeObserver;

  /** @param onpoint hears the index of the time that is pointed at, or null */
  constructor(
    readonly element: HTMLElement,
    drawing: Drawing,
    readonly onpoint: (index: number | null) => void,
  ) {
    this.#drawing = drawing;
    this.#draw();
    this.#unfollow = onThemeChange(() => this.#draw());
    this.#observer = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#observer.observe(element);
  }

  set(drawing: Drawing) {
    const before = this.#drawing;
    this.#drawing = drawing;
    if (shape(before) === shape(drawing)) this.#plot?.setData(data(drawing));
    else this.#draw();
  }

  /** Points at a value, as hovering over it does. */
  point(index: number) {
    const { times, lines } = this.#drawing;
    const [time, value] = [times[index], lines.map((line) => line.values[index]).find((one) => one != null)];
    if (!this.#plot || time === undefined || value == null) return;
    this.#plot.setCursor({ left: this.#plot.valToPos(time, 'x'), top: this.#plot.valToPos(value, 'y') });
  }

  remove() {
    this.#unfollow();
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #size() {
    return { width: Math.max(LEAST_WIDTH, this.element.clientWidth), height: this.#drawing.height };
  }

  /** Anew, also when the page turns dark: colours are drawn into it. */
  #draw() {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), data(this.#drawing), this.element);
  }

  #options(): uPlot.Options {
    const { kind, walked, fromZero, counts } = this.#drawing;
    const line = { stroke: colour('--line'), width: 1 };
    const axis = { stroke: colour('--text-soft'), grid: line, ticks: { ...line, show: !fromZero } };
    return {
      ...this.#size(),
      // Days and months are of UTC, wherever somebody looks.
      ...(kind === 'bars' ? { tzDate: (time: number) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC') } : {}),
      legend: { show: !walked },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 8 } },
      scales: {
        x: { time: counts === undefined, range: (_, first, last) => spread(this.#drawing, first, last) },
        y: fromZero ? { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } : {},
      },
      axes: [counts === undefined ? axis : { ...axis, incrs: WHOLE }, { ...axis, size: 70, values: (_, ticks) => ticks.map(this.#drawing.write) }],
      series: [
        { ...(counts === undefined ? {} : { label: counts }), value: (_, time) => (time === null ? '–' : told(this.#drawing, time)) },
        ...this.#drawing.lines.map((_, i) => this.#series(i)),
      ],
      hooks: { setCursor: [(plot) => this.onpoint(plot.cursor.idx ?? null)] },
    };
  }

  #series(index: number): uPlot.Series {
    const its = () => this.#drawing.lines[index] ?? { label: '', values: [], colour: '--line' as const };
    const { label, mark = 'line', colour: name } = its();
    const stroke = colour(name);
    const common = { label, stroke, width: 2, value: (_: uPlot, value: number | null) => (value == null ? '–' : this.#drawing.write(value)) };
    if (mark !== 'line') {
      const fill = { dot: stroke, ring: 'transparent', open: colour('--surface') }[mark];
      return { ...common, paths: () => null, points: { show: true, size: mark === 'ring' ? 11 : 7, width: 2, fill } };
    }
    const bars = this.#drawing.kind === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 60] }) : undefined;
    if (bars) return { ...common, paths: bars, fill: stroke, points: { show: false } };
    return {
      ...common,
      gaps: (plot, _, from, to) =>
        gapsOf(its(), this.#drawing.breaks)
          .filter(([, end]) => end >= from)
          .filter(([start]) => start <= to)
          .map(([start, end]) => [this.#pixel(plot, start), this.#pixel(plot, end)]),
      points: {
        show: () => this.#drawing.walked && this.#drawing.times.length < MOST_DOTS,
        // What stands alone has no line to be seen by.
        filter: (_, __, show) => (show ? null : loneOf(its(), this.#drawing.breaks)),
        size: 5,
        fill: stroke,
      },
    };
  }

  #pixel(plot: uPlot, index: number): number {
    return plot.valToPos(this.#drawing.times[index] ?? 0, 'x', true);
  }
}

/** What a chart is made with; where it stays the same only data changes. */
function shape({ kind, height, walked, fromZero, counts, lines }: Drawing): string {
  return JSON.stringify([kind, height, walked, fromZero, counts, lines.map(({ label, colour: name, mark }) => [label, name, mark])]);
}

/** uPlot ends a line at null, and goes on across undefined. */
function data({ times, lines }: Drawing): uPlot.AlignedData {
  return [times, ...lines.map(({ values, spans }) => (spans ? values.map((value) => value ?? undefined) : values))];
}

/** Where along the axis a value stands. */
function told(drawing: Drawing, at: number): string {
  return drawing.counts === undefined ? moment(drawing, new Date(at * 1000)) : String(at);
}

function moment(drawing: Drawing, time: Date): string {
  return drawing.kind === 'bars' ? time.toLocaleDateString(undefined, { timeZone: 'UTC' }) : time.toLocaleString();
}

/** Bars stand whole within the axis, and a single value has a day, or one of what is counted, around it. */
function spread(drawing: Drawing, first: number, last: number): [number, number] {
  const [only, second] = drawing.times;
  // Of one time alone, uPlot takes years.
  const around = drawing.counts === undefined ? DAY_SECONDS : 1;
  if (only !== undefined && second === undefined) return [only - around, only + around];
  if (drawing.kind === 'lines' && first < last) return [first, last];
  const gaps = drawing.times.slice(1).map((time, i) => time - (drawing.times[i] ?? 0));
  const gap = gaps.length > 0 ? Math.min(...gaps) : DAY_SECONDS;
  return [first - gap / 2, last + gap / 2];
}
