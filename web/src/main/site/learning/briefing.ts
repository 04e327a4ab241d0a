import { decode, type Value } from '../proof/cbor';

/** What participants are told of a task, as polder.networks.learning.Briefing writes it, as far as pages show it. */
export interface Briefing {
  title: string;
  /** Whether participants train on readings that anybody may read; otherwise on what never leaves them. */
  isPublic: boolean;
  source: Source;
}

export type Source =
  | { kind: 'series'; quantity: string; stepMillis: number; window: number; horizon: number }
  | { kind: 'classes'; columns: number; classes: string[] };

const FORM = 'polder/briefing/1';

/**
 * Fetches what participants are told of a task, which is a blob, from the node.
 *
 * @throws Error that says why it cannot be shown
 */
export async function fetchBriefing(address: string, signal: AbortSignal): Promise<Briefing> {
  const answer = await fetch(address, { signal });
  if (answer.status === 404) throw new Error('this node does not hold its document; blobs are held for seven days');
  if (!answer.ok) throw new Error(`the node answered ${answer.status}`);
  return readBriefing(new Uint8Array(await answer.arrayBuffer()));
}

/**
 * Reads it.
 *
 * @throws Error where it is something else
 */
export function readBriefing(encoded: Uint8Array): Briefing {
  const [form, title, isPublic, source] = list(decode(encoded));
  if (form !== FORM) throw new Error('it is of a form that this page does not know');
  return { title: text(title), isPublic: isPublic === true, source: sourceOf(list(source)) };
}

function sourceOf([kind, ...rest]: Value[]): Source {
  switch (kind) {
    case 'series': {
      const [quantity, step, window, horizon] = rest;
      return { kind, quantity: text(quantity), stepMillis: number(step), window: number(window), horizon: number(horizon) };
    }
    case 'classes': {
      const [columns, ...classes] = rest;
      return { kind, columns: number(columns), classes: classes.map(text) };
    }
    default:
      throw new Error('it names data that this page does not know');
  }
}

function list(value: Value | undefined): Value[] {
  if (Array.isArray(value)) return value;
  throw new Error('it is no document of a task: a list is missing');
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error('it is no document of a task: a text is missing');
}

function number(value: Value | undefined): number {
  if (typeof value === 'bigint') return Number(value);
  throw new Error('it is no document of a task: a number is missing');
}
