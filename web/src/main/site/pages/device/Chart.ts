import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Reading } from '../../api/things';
import { colour, onThemeChange } from '../../ui/colours';
import { columns, marks, type Mark } from './series';

const colours: Record<Mark, `--${string}`> = {
  good: '--series-1',
  unverified: '--warn',
  rejected: '--bad',
  new: '--series-3',
};

/** A chart of one quantity. Points that are no good stand out by form as well as by colour. */
export class Chart {
  #plot: uPlot | null = null;
  #readings: Reading[] = [];
  readonly #unfollow: () => void;
  readonly #observer: ResizeObserver;

  constructor(
    readonly container: HTMLElement,
    readonly onpoint: (index: number | null) => void,
  ) {
    this.#unfollow = onThemeChange(() => this.#draw());
    this.#observer = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#observer.observe(container);
  }

  set(readings: Reading[]) {
    this.#readings = readings;
    if (this.#plot) this.#plot.setData(columns(readings) as uPlot.AlignedData);
    else this.#draw();
  }

  /** Marks one reading, as hovering over it does. */
  point(index: number) {
    const plot = this.#plot;
    const reading = this.#readings[index];
    if (!plot || !reading) return;
    plot.setCursor({ left: plot.valToPos(reading.millis / 1000, 'x'), top: plot.valToPos(reading.value, 'y') });
  }

  remove() {
    this.#unfollow();
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #size() {
    return { width: Math.max(200, this.container.clientWidth), height: 220 };
  }

  /** Anew, also when the page turns dark: colours are drawn into it. */
  #draw() {
    this.#plot?.destroy();
    const [line, text] = [colour('--line'), colour('--text-soft')];
    const axis: uPlot.Axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const options: uPlot.Options = {
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 10 } },
      scales: { x: { time: true } },
      axes: [axis, { ...axis, size: 56 }],
      series: [{}, ...marks.map((mark) => this.#series(mark))],
      hooks: { setCursor: [(plot) => this.onpoint(plot.cursor.idx ?? null)] },
    };
    this.#plot = new uPlot(options, columns(this.#readings) as uPlot.AlignedData, this.container);
  }

  #series(mark: Mark): uPlot.Series {
    const stroke = colour(colours[mark]);
    if (mark === 'good') {
      return { stroke, width: 2, spanGaps: true, points: { show: this.#readings.length < 150, size: 5, fill: stroke } };
    }
    const size = mark === 'rejected' ? 11 : 7;
    const fill = mark === 'rejected' ? 'transparent' : mark === 'new' ? colour('--surface') : stroke;
    return { stroke, width: 2, paths: () => null, points: { show: true, size, width: 2, fill } };
  }
}
