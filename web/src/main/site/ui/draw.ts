import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colour, onThemeChange } from './colours';

/** A line of a chart; `values` stand at the chart's times and are drawn, never computed with. */
export interface Line {
  label: string;
  values: (number | null)[];
  colour: `--${string}`;
}

const DAY_SECONDS = 86_400;

export interface Drawing {
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  kind: 'lines' | 'bars';
  height: number;
  /** How a value is written at the axis and below the pointer. */
  write: (value: number) => string;
}

/** Draws into `element` and follows its width and the page's colours until the returned function is called. */
export function draw(element: HTMLElement, drawing: Drawing): () => void {
  let plot: uPlot | undefined;
  const redraw = () => {
    plot?.destroy();
    plot = new uPlot(options(element.clientWidth, drawing), data(drawing), element);
  };
  const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: drawing.height }));
  redraw();
  resized.observe(element);
  const stop = onThemeChange(redraw);
  return () => {
    stop();
    resized.disconnect();
    plot?.destroy();
  };
}

function data(drawing: Drawing): uPlot.AlignedData {
  return [drawing.times, ...drawing.lines.map((line) => line.values)];
}

function moment(drawing: Drawing, time: Date): string {
  return drawing.kind === 'bars' ? time.toLocaleDateString(undefined, { timeZone: 'UTC' }) : time.toLocaleString();
}

/** Bars stand whole within the axis, and a single one has a day around it. */
function spread(drawing: Drawing, first: number, last: number): [number, number] {
  const [only, second] = drawing.times;
  // Of one time alone, uPlot takes years.
  if (only !== undefined && second === undefined) return [only - DAY_SECONDS, only + DAY_SECONDS];
  if (drawing.kind === 'lines' && first < last) return [first, last];
  const gaps = drawing.times.slice(1).map((time, i) => time - (drawing.times[i] ?? 0));
  const gap = gaps.length > 0 ? Math.min(...gaps) : DAY_SECONDS;
  return [first - gap / 2, last + gap / 2];
}

function options(width: number, drawing: Drawing): uPlot.Options {
  const axis = { stroke: colour('--text-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const bars = uPlot.paths.bars?.({ size: [0.7, 60] });
  return {
    width,
    height: drawing.height,
    // Days and months are of UTC, wherever somebody looks.
    ...(drawing.kind === 'bars' ? { tzDate: (time: number) => uPlot.tzDate(new Date(time * 1000), 'Etc/UTC') } : {}),
    cursor: { y: false, points: { size: 7 } },
    scales: { x: { range: (_, first, last) => spread(drawing, first, last) }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
    axes: [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map(drawing.write) }],
    series: [
      { value: (_, time) => (time === null ? '–' : moment(drawing, new Date(time * 1000))) },
      ...drawing.lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 2,
        points: { show: drawing.times.length < 3 },
        value: (_: uPlot, value: number | null) => (value === null ? '–' : drawing.write(value)),
        ...(drawing.kind === 'bars' && bars ? { paths: bars, fill: colour(line.colour) } : {}),
      })),
    ],
  };
}
