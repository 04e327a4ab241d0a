import type { Value } from '../../proof/cbor';

/** One value of the rules that differs; empty where there was, or is, none. */
export interface Change {
  path: string;
  before: string;
  after: string;
}

/** A line of a book of rules as people write it: YAML, with the path of the value it holds. */
interface RuleLine {
  depth: number;
  name: string;
  value: string | null;
}

/** All values by their path: `deployment` or a network's name, then keys with dots between. */
export function flat(rules: Value): Map<string, string> {
  const values = new Map<string, string>();
  const [deployment, networks] = Array.isArray(rules) ? rules : [];
  if (deployment !== undefined) flatten('deployment', deployment, values);
  for (const network of Array.isArray(networks) ? networks : []) flatten(nameOf(network), network, values);
  return values;
}

/** What differs, ordered by path. */
export function between(before: Value, after: Value): Change[] {
  const [old, now] = [flat(before), flat(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths
    .map((path) => ({ path, before: old.get(path) ?? '', after: now.get(path) ?? '' }))
    .filter((change) => change.before !== change.after);
}

/** The parts of a book of rules: the deployment, then each network, as lines of YAML. */
export function documents(rules: Value): { name: string; lines: RuleLine[] }[] {
  const [deployment, networks] = Array.isArray(rules) ? rules : [];
  const parts: [string, Value | undefined][] = [
    ['deployment', deployment],
    ...(Array.isArray(networks) ? networks : []).map((network): [string, Value] => [nameOf(network), network]),
  ];
  return parts.map(([name, value]) => ({ name, lines: value === undefined ? [] : lines(value, 0) }));
}

function nameOf(network: Value): string {
  const name = network instanceof Map ? network.get('network') : undefined;
  return typeof name === 'string' ? name : '?';
}

function lines(value: Value, depth: number): RuleLine[] {
  if (value instanceof Map) return entries(value).flatMap(([name, item]) => line(name, item, depth));
  if (Array.isArray(value)) return value.flatMap((item, i) => line(`- ${i + 1}`, item, depth));
  return [{ depth, name: '', value: scalar(value) }];
}

function line(name: string, item: Value, depth: number): RuleLine[] {
  return item instanceof Map || Array.isArray(item)
    ? [{ depth, name, value: null }, ...lines(item, depth + 1)]
    : [{ depth, name, value: scalar(item) }];
}

function flatten(path: string, value: Value, values: Map<string, string>) {
  if (value instanceof Map) for (const [name, item] of entries(value)) flatten(`${path}.${name}`, item, values);
  else if (Array.isArray(value)) value.forEach((item, i) => flatten(`${path}[${i}]`, item, values));
  else values.set(path, scalar(value));
}

/** Keys by name; in the bytes they stand by length first. */
function entries(table: Map<Value, Value>): [string, Value][] {
  return [...table].map(([name, item]): [string, Value] => [String(name), item]).sort(([one], [other]) => (one < other ? -1 : 1));
}

function scalar(value: Value): string {
  return typeof value === 'object' ? '' : String(value);
}
