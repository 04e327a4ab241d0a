/** Bytes of hexadecimal digits of lower case, as every document here writes them; anything else is refused. */
export function fromHex(text: unknown): Uint8Array {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new Error('not hexadecimal digits');
  }
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function join(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The did:key of a multikey: its bytes in the digits of Bitcoin's base 58. */
export function didKey(multikey: Uint8Array): string {
  let number = BigInt(`0x${toHex(multikey) || '0'}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  for (let i = 0; i < multikey.length && multikey[i] === 0; i++) text = `1${text}`;
  return `did:key:z${text}`;
}

/** The multikey of a did:key; the reverse of {@link didKey}. */
export function fromDidKey(did: string): Uint8Array {
  const digits = /^did:key:z([1-9A-HJ-NP-Za-km-z]{1,80})$/.exec(did)?.[1];
  if (digits === undefined) throw new Error('a device is named by did:key:z and what follows');
  let number = 0n;
  for (const digit of digits) number = number * 58n + BigInt(ALPHABET.indexOf(digit));
  const hex = number.toString(16);
  return fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
}

/**
 * SHA-256, by the browser where it gives its own to the page. It gives it to no page that came over plain HTTP
 * from another machine, such as a node in one's own network.
 */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  const { sha256: plain } = await import('viem/utils');
  return plain(bytes, 'bytes');
}
