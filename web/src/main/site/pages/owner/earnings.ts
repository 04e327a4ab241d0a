import type { DeviceNetwork } from '../../api/device';
import type { Earning } from '../../api/owner';
import { fromNano, NANO_DECIMALS, toParts } from '../../ui/nano';

/** Earnings as a chart takes them: one line for each network, over the days or months that occur. */
interface ByNetwork {
  times: number[];
  networks: { label: string; values: (number | null)[] }[];
  /** All of it, exact, in tokens. */
  total: string;
}

export function byNetwork(rows: Earning[]): ByNetwork {
  const days = [...new Set(rows.map((row) => row.day))].sort();
  const place = new Map(days.map((day, i) => [day, i]));
  const sums = new Map<string, bigint[]>();
  let total = 0n;
  for (const row of rows) {
    const nano = toParts(row.amount, NANO_DECIMALS);
    if (nano === null) throw new Error(`${row.amount} is no amount in tokens`);
    const name = row.simulated ? `${row.network} (simulated)` : row.network;
    const values = sums.get(name) ?? days.map(() => 0n);
    sums.set(name, values);
    const at = place.get(row.day) ?? 0;
    values[at] = (values[at] ?? 0n) + nano;
    total += nano;
  }
  const networks = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    times: days.map((day) => Date.parse(day.length === 7 ? `${day}-01` : day) / 1000),
    // For drawing only.
    networks: networks.map(([label, values]) => ({ label, values: values.map((nano) => Number(nano) / 1e9) })),
    total: fromNano(total),
  };
}

/**
 * What a device earned in the last sealed epoch, as text in tokens: none is known to be nothing where its weight was zero or
 * no epoch has a line of it yet, also before or without its figure.
 */
export function earnedLast({ lastWeightPpm }: Pick<DeviceNetwork, 'lastWeightPpm'>, figure: string | undefined): string | undefined {
  return lastWeightPpm === undefined || lastWeightPpm === 0 ? '0' : figure;
}

/** The last `count` days of UTC up to `now`, as the API writes days. */
export function lastDays(now: Date, count: number): { from: string; to: string } {
  const start = new Date(now.getTime() - (count - 1) * 86_400_000);
  return { from: start.toISOString().slice(0, 10), to: now.toISOString().slice(0, 10) };
}
