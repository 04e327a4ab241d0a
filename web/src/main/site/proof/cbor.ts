/** A value of the strict CBOR subset in which Polder writes everything: docs/spec says which. */
export type Value = bigint | boolean | null | string | Uint8Array | Value[] | Map<Value, Value> | Tagged;

export class Tagged {
  constructor(
    readonly tag: bigint,
    readonly value: Value,
  ) {}
}

/** Bytes that are no canonical CBOR, and where. */
class CborError extends Error {}

const DEPTH = 32;

/** Reads one value and nothing behind it; numbers in their shortest form, lengths definite. */
export function decode(bytes: Uint8Array): Value {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw new CborError(`${bytes.length - reader.at} bytes follow the value`);
  return value;
}

class Reader {
  at = 0;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth: number): Value {
    if (depth > DEPTH) throw new CborError('nested too deep');
    const first = this.#byte();
    const major = first >> 5;
    if (major === 7) {
      if (first === 0xf4 || first === 0xf5) return first === 0xf5;
      if (first === 0xf6) return null;
      throw new CborError(`no value begins with ${first.toString(16)}`);
    }
    const argument = this.#argument(first & 31);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1n - argument;
      case 2:
        return this.#take(argument);
      case 3:
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(argument));
      case 4:
        return Array.from({ length: this.#length(argument) }, () => this.value(depth + 1));
      case 5:
        return this.#map(this.#length(argument), depth);
      default:
        return new Tagged(argument, this.value(depth + 1));
    }
  }

  #map(size: number, depth: number): Map<Value, Value> {
    const map = new Map<Value, Value>();
    for (let i = 0; i < size; i++) map.set(this.value(depth + 1), this.value(depth + 1));
    return map;
  }

  #argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    if (info > 27) throw new CborError('a length that is not definite');
    const size = 1 << (info - 24);
    let value = 0n;
    for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(this.#byte());
    const least = size === 1 ? 24n : 1n << BigInt(size * 4);
    if (value < least) throw new CborError(`${value} is written longer than it need be`);
    return value;
  }

  /** An array or map has at least a byte for each item: no length makes more than the bytes can hold. */
  #length(argument: bigint): number {
    if (argument > BigInt(this.bytes.length - this.at)) throw new CborError('it ends too early');
    return Number(argument);
  }

  #take(length: bigint): Uint8Array {
    const size = this.#length(length);
    this.at += size;
    return this.bytes.slice(this.at - size, this.at);
  }

  #byte(): number {
    if (this.at >= this.bytes.length) throw new CborError('it ends too early');
    return this.#view.getUint8(this.at++);
  }
}

/** The head of a value of `major` type with this length or number (0 to 2^53), in its shortest form. */
export function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument < 0x10000) return Uint8Array.of(type | 25, argument >> 8, argument & 255);
  const long = argument > 0xffffffff;
  const encoded = new Uint8Array(long ? 9 : 5);
  encoded[0] = type | (long ? 27 : 26);
  const view = new DataView(encoded.buffer);
  if (long) view.setBigUint64(1, BigInt(argument));
  else view.setUint32(1, argument);
  return encoded;
}
