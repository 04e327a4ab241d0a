import type { Reading } from '../../api/things';
import type { Line } from '../../ui/lines';

/** Which line or mark of a chart shows a verdict. */
const marks = ['good', 'unverified', 'rejected', 'new'] as const;
type Mark = (typeof marks)[number];

function markOf({ verdict }: Reading): Mark {
  return verdict === 'accepted' || verdict === 'corroborated' ? 'good' : verdict;
}

/**
 * Those that the archive has, then those that came in since, each time once: what is sealed counts, and a
 * reading that came twice is shown once.
 *
 * @param since where the archive's answer begins; what came in of an earlier time is not shown among it
 */
export function merged(sealed: Reading[], live: Reading[], since = Number.NEGATIVE_INFINITY): Reading[] {
  const known = new Set(sealed.map(({ millis }) => millis));
  const fresh = live.filter(({ millis }) => millis >= since && !known.has(millis) && known.add(millis));
  return [...sealed, ...fresh].sort((a, b) => a.millis - b.millis);
}

/** Columns: times in seconds, then a column for each mark with null where it has nothing. */
export function columns(readings: Reading[]): [number[], ...(number | null)[][]] {
  const times = readings.map(({ millis }) => millis / 1000);
  return [times, ...marks.map((mark) => readings.map((reading) => (markOf(reading) === mark ? reading.value : null)))];
}

const LOOKS: Record<Mark, Pick<Line, 'colour' | 'mark' | 'spans'>> = {
  // Where a reading is no good another mark stands: the line goes on below it.
  good: { colour: '--series-1', mark: 'line', spans: true },
  unverified: { colour: '--warn', mark: 'dot' },
  rejected: { colour: '--bad', mark: 'ring' },
  new: { colour: '--series-3', mark: 'open' },
};

/** As a chart takes them: points that are no good stand out by form as well as by colour. */
export function chartOf(readings: Reading[]): { times: number[]; lines: Line[] } {
  const [times, ...values] = columns(readings);
  return { times, lines: marks.map((mark, i) => ({ label: mark, values: values[i] ?? [], ...LOOKS[mark] })) };
}

interface Summary {
  count: number;
  rejected: number;
  least: number;
  most: number;
  latest: Reading;
}

/** What a chart says in words. */
export function summary(readings: Reading[]): Summary | null {
  const latest = readings.at(-1);
  if (latest === undefined) return null;
  const good = readings.filter((reading) => reading.verdict !== 'rejected');
  const values = (good.length > 0 ? good : readings).map(({ value }) => value);
  return {
    count: readings.length,
    rejected: readings.length - good.length,
    least: Math.min(...values),
    most: Math.max(...values),
    latest,
  };
}
