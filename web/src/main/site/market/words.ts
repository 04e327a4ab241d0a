import type { Gpu, Machine, Need, Order, Phase, Proof } from '../api/market';
import { nanoTokens } from '../ui/format';

/** How a market's sizes, prices and states are said. */

const HOUR_SECONDS = 3_600n;
const STEP = 1_024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Thousandths of a core. */
export function cores(milli: number): string {
  return `${milli / 1000} ${milli === 1000 ? 'core' : 'cores'}`;
}

/** How fast a core is, and by how many strangers that was timed; or why nobody knows. */
export function speed(its: Machine['speed']): string {
  if (its.fuelPerSecond === undefined) return its.meaning ? `not known: ${its.meaning}` : 'not known yet';
  return `${millions(its.fuelPerSecond)}, timed by ${its.strangers}`;
}

function millions(fuel: number): string {
  return `${Math.floor(fuel / 1_000_000)} M/s`;
}

/** Bytes, rounded down to one digit after the point. */
export function bytes(size: number): string {
  let unit = 0;
  while (size >= STEP && unit < UNITS.length - 1) {
    size /= STEP;
    unit++;
  }
  return `${Math.floor(size * 10) / 10} ${UNITS[unit]}`;
}

/** Seconds, in the two largest units that fit. */
export function lasting(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(seconds, 60, 'min', 1, 's');
  return seconds < 86_400 ? pair(seconds, 3_600, 'h', 60, 'min') : pair(seconds, 86_400, 'd', 3_600, 'h');
}

function pair(seconds: number, large: number, unit: string, small: number, smaller: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}

/** What all of it together needs, in one line. */
export function needed(need: Need): string {
  return [
    cores(need.cpuMilli),
    `${bytes(need.memoryBytes)} memory`,
    ...(need.diskBytes > 0 ? [`${bytes(need.diskBytes)} disk`] : []),
    ...(need.gpus > 0 ? [gpus(need.gpus)] : []),
    ...(need.leastSpeed !== undefined ? [`${millions(need.leastSpeed)} a core`] : []),
    ...(Object.keys(need.attributes).length > 0 ? [pairs(need.attributes)] : []),
  ].join(', ');
}

export function gpus(count: number): string {
  return `${count} ${count === 1 ? 'GPU' : 'GPUs'}`;
}

/** A machine's graphics processors, equal ones counted. */
export function gpuWords(all: Gpu[]): string {
  const counts = new Map<string, number>();
  for (const { vendor, model, memory } of all) {
    const name = [vendor, model, memory].filter((word) => word !== '').join(' ');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ') || 'none';
}

/** What is said by names and values, such as what a machine runs. */
export function pairs(all: Record<string, string>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** How a result is proven. */
export const proofs: Record<Proof, { name: string; words: string }> = {
  metered: { name: 'service', words: 'runs, and is paid by the second, as both sides count' },
  hash: { name: 'program', words: 'ends with a result that is the same to the last bit on every machine' },
  pixels: { name: 'picture', words: 'ends with a picture whose tiles are compared' },
};

/** A price as people compare it: by the hour for what is paid by the second. */
export function price(proof: Proof, nano: number | bigint): string {
  const { value, unit } = priceParts(proof, nano);
  return `${value} ${unit}`;
}

/** The same, its figure and its unit apart. */
export function priceParts(proof: Proof, nano: number | bigint): { value: string; unit: string } {
  const value = nanoTokens(proof === 'metered' ? BigInt(nano) * HOUR_SECONDS : nano);
  return { value, unit: `${value === '1' ? 'token' : 'tokens'}${proof === 'metered' ? ' an hour' : ''}` };
}

/** What a metered order has cost so far. */
export function paidSoFar(seconds: number, priceNano: number): bigint {
  return BigInt(seconds) * BigInt(priceNano);
}

export type Mark = 'good' | 'warn' | 'bad' | 'none';

/** How far an order has come, in a word and in a sentence. */
export function phase(order: Order): { word: string; sentence: string; mark: Mark } {
  if (order.pending) {
    return {
      word: 'new',
      sentence: 'It was accepted in the running epoch. Machines can bid for it already; it stands once the epoch is sealed.',
      mark: 'none',
    };
  }
  return phases[order.phase];
}

const phases: Record<Phase, { word: string; sentence: string; mark: Mark }> = {
  bidding: {
    word: 'bidding',
    sentence: 'Machines bid for it. Bids are sealed in one epoch and opened in the next, so that nobody can bid by the bids of others.',
    mark: 'warn',
  },
  working: { word: 'working', sentence: 'A machine has won it and works out the result.', mark: 'good' },
  running: { word: 'running', sentence: 'A machine has won it and runs it.', mark: 'good' },
  closing: { word: 'closing', sentence: 'It was closed; the last counts of both sides are awaited.', mark: 'warn' },
};

/** Reasons after which nothing is left to complain of. */
const WELL = new Set(['done', 'time_over', 'closed_by_renter', 'unchecked', 'result_confirmed']);

/** Whether an order that ended so did what was ordered. */
export function endedWell(reason: string | undefined): Mark {
  return reason === undefined ? 'none' : WELL.has(reason) ? 'good' : 'bad';
}
