import { marketAddress } from '../api/market';
import { toHex } from '../proof/bytes';
import { decode, type Value } from '../proof/cbor';

/** A job's bytes, as docs/jobs.md and polder.networks.compute.job write them, as far as pages show them. */
export type Job = { kind: 'containers'; services: Service[] } | Program | Render;

export interface Service {
  name: string;
  image: string;
  exposed: Exposed[];
}

export interface Exposed {
  /** As others connect to it. */
  port: number;
  protocol: string;
  /** Whether the whole world may connect. */
  everyone: boolean;
}

export interface Program {
  kind: 'wasm';
  module: string;
  arguments: string[];
  input: string | null;
  fuel: bigint;
}

export interface Render {
  kind: 'render';
  scene: string;
  firstFrame: bigint;
  lastFrame: bigint;
  columns: bigint;
  rows: bigint;
  samples: bigint;
  version: string;
}

/**
 * Fetches a job, which is a blob, from the node.
 *
 * @throws Error that says why it cannot be shown
 */
export async function fetchJob(name: string, signal: AbortSignal): Promise<Job> {
  const answer = await fetch(marketAddress.blob(name), { signal });
  if (answer.status === 404) throw new Error('this node does not hold its file; blobs are held for seven days');
  if (!answer.ok) throw new Error(`the node answered ${answer.status}`);
  return readJob(new Uint8Array(await answer.arrayBuffer()));
}

/**
 * Reads a job.
 *
 * @throws Error where it is none that is known
 */
export function readJob(encoded: Uint8Array): Job {
  const [, work] = list(decode(encoded));
  const [kind, ...rest] = list(work);
  switch (kind) {
    case 'containers':
      return { kind, services: list(rest[0]).map(service) };
    case 'wasm': {
      const [module, args, input, fuel] = rest;
      return {
        kind,
        module: hash(module),
        arguments: list(args).map(text),
        input: input === null ? null : hash(input),
        fuel: number(fuel),
      };
    }
    case 'render': {
      const [scene, first, last, columns, rows, samples, , version] = rest;
      return {
        kind,
        scene: hash(scene),
        firstFrame: number(first),
        lastFrame: number(last),
        columns: number(columns),
        rows: number(rows),
        samples: number(samples),
        version: text(version),
      };
    }
    default:
      throw new Error('it is of a kind that this page does not know');
  }
}

function service(value: Value): Service {
  const [name, image, , , , exposed] = list(value);
  return { name: text(name), image: text(image), exposed: list(exposed).map(port) };
}

function port(value: Value): Exposed {
  const [, as, protocol, everyone] = list(value);
  return { port: Number(number(as)), protocol: text(protocol), everyone: everyone === true };
}

function list(value: Value | undefined): Value[] {
  if (Array.isArray(value)) return value;
  throw new Error('it is no job: a list is missing');
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error('it is no job: a text is missing');
}

function number(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value;
  throw new Error('it is no job: a number is missing');
}

function hash(value: Value | undefined): string {
  if (value instanceof Uint8Array && value.length === 32) return toHex(value);
  throw new Error('it is no job: a hash is missing');
}

/** Where a machine's door says more of a lease; null where the machine has none, or names what is no web address. */
export function doorOf(host: string, order: string): string | null {
  return at(host, `/v1/leases/${order}`);
}

/** Where the door leads a browser to a port of a service, whatever port the machine has mapped it to. */
export function portOf(host: string, order: string, name: string, port: number): string | null {
  return at(host, `/v1/leases/${order}/at/${encodeURIComponent(name)}/${port}`);
}

/** Whoever lends a machine writes this text, and people click on it. */
function at(host: string, path: string): string | null {
  try {
    const url = new URL(host);
    return url.protocol === 'http:' || url.protocol === 'https:' ? `${url.origin}${url.pathname.replace(/\/+$/, '')}${path}` : null;
  } catch {
    return null;
  }
}
