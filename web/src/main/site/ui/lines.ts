/** A line of a chart; `values` stand at the chart's times and are drawn, never computed with. */
export interface Line {
  label: string;
  values: (number | null)[];
  colour: `--${string}`;
  /** How it is drawn; a line where nothing is said. */
  mark?: 'line' | 'dot' | 'ring' | 'open';
  /** Whether a time without a value is no gap in it: another line has a value there. */
  spans?: boolean;
}

/** How many usual steps of time without a reading are silence. */
const SILENCE = 3;

/**
 * The times before which something is missing, as their indexes: those that come after a silence much longer than
 * what usually lies between two.
 */
export function silences(times: number[]): number[] {
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  if (steps.length < 2) return [];
  const usual = steps.toSorted((one, other) => one - other)[steps.length >> 1]!;
  return steps.flatMap((step, i) => (step > SILENCE * usual ? [i + 1] : []));
}

/** The indexes before which a number is missing in a row that goes up by one. */
export function missing(numbers: number[]): number[] {
  return numbers.flatMap((number, i) => (i > 0 && number !== numbers[i - 1]! + 1 ? [i] : []));
}

/** Between which neighbouring values of a line nothing is drawn: across a break, or across times without a value. */
export function gapsOf(line: Pick<Line, 'values' | 'spans'>, breaks: number[]): [from: number, to: number][] {
  const there = present(line.values);
  const broken = new Set(breaks);
  const gaps: [number, number][] = [];
  for (let i = 1; i < there.length; i++) {
    const [from, to] = [there[i - 1]!, there[i]!];
    let gap = !line.spans && to > from + 1;
    for (let at = from + 1; at <= to && !gap; at++) gap = broken.has(at);
    if (gap) gaps.push([from, to]);
  }
  return gaps;
}

/** Values with a gap, or nothing, on both sides: no line leads to them, so each is drawn as a point. */
export function loneOf(line: Pick<Line, 'values' | 'spans'>, breaks: number[]): number[] {
  const there = present(line.values);
  const gaps = gapsOf(line, breaks);
  const [begins, ends] = [new Set(gaps.map(([, to]) => to)), new Set(gaps.map(([from]) => from))];
  return there.filter((at, i) => (i === 0 || begins.has(at)) && (i === there.length - 1 || ends.has(at)));
}

function present(values: (number | null)[]): number[] {
  return values.flatMap((value, i) => (value === null ? [] : [i]));
}

/** What `most` lines can show of more: the largest, and the sum of all others as one of them. */
export function largest(lines: Pick<Line, 'label' | 'values'>[], most: number): Pick<Line, 'label' | 'values'>[] {
  if (lines.length <= most) return lines;
  const size = ({ values }: Pick<Line, 'values'>) => values.reduce((sum: number, value) => sum + (value ?? 0), 0);
  const shown = new Set(lines.toSorted((one, other) => size(other) - size(one)).slice(0, most - 1));
  const others = lines.filter((line) => !shown.has(line));
  const values = others[0]!.values.map((_, at) => {
    const here = others.flatMap((line) => line.values[at] ?? []);
    return here.length === 0 ? null : here.reduce((sum, value) => sum + value, 0);
  });
  return [...lines.filter((line) => shown.has(line)), { label: `${others.length} others`, values }];
}

/** Colours for lines that are alike, in their order. */
export const SERIES = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;
