import { didKey, join } from './bytes';
import { decode, head, Tagged } from './cbor';

/** A header as its node signed it: COSE_Sign1 (RFC 9052) whose protected header names the node's Ed25519 key. */
export interface Envelope {
  payload: Uint8Array;
  signature: Uint8Array;
  /** What the signature is made over: the Sig_structure of RFC 9052 section 4.4. */
  toBeSigned: Uint8Array;
  /** The node's key, 32 bytes. */
  key: Uint8Array;
  did: string;
}

const ALGORITHM = 1n;
const EDDSA = -8n;
const KEY = 4n;

export function readEnvelope(bytes: Uint8Array): Envelope {
  const tagged = decode(bytes);
  const parts = tagged instanceof Tagged && tagged.tag === 18n && Array.isArray(tagged.value) ? tagged.value : [];
  const [protectedHeader, unprotected, payload, signature] = parts;
  if (
    parts.length !== 4 ||
    !(protectedHeader instanceof Uint8Array) ||
    !(unprotected instanceof Map && unprotected.size === 0) ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array)
  ) {
    throw new Error('the header is in no signed envelope');
  }
  const named = decode(protectedHeader);
  const multikey = named instanceof Map ? named.get(KEY) : undefined;
  if (!(named instanceof Map) || named.size !== 2 || named.get(ALGORITHM) !== EDDSA) throw new Error('it is not signed by EdDSA');
  if (!(multikey instanceof Uint8Array) || multikey.length !== 34 || multikey[0] !== 0xed || multikey[1] !== 1) {
    throw new Error('the envelope names no Ed25519 key');
  }
  const context = new TextEncoder().encode('Signature1');
  const toBeSigned = join(
    head(4, 4),
    head(3, context.length),
    context,
    head(2, protectedHeader.length),
    protectedHeader,
    head(2, 0),
    head(2, payload.length),
    payload,
  );
  return { payload, signature, toBeSigned, key: multikey.slice(2), did: didKey(multikey) };
}

/** Whether the signature is the key's; undefined where this browser has no Ed25519 for this page. */
export async function isSigned(
  envelope: Envelope,
  subtle: Pick<SubtleCrypto, 'importKey' | 'verify'> | undefined = globalThis.crypto?.subtle,
): Promise<boolean | undefined> {
  if (!subtle) return undefined;
  let key: CryptoKey;
  try {
    key = await subtle.importKey('raw', envelope.key as BufferSource, 'Ed25519', false, ['verify']);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotSupportedError') return undefined;
    return false;
  }
  return subtle.verify('Ed25519', key, envelope.signature as BufferSource, envelope.toBeSigned as BufferSource);
}
