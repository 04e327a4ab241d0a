import { fromDidKey, fromHex, join } from '../proof/bytes';
import { head } from '../proof/cbor';

/** What an owner asks about alerts, see docs/alerts.md. `device` empty: all of the account; `network` empty: every one. */
export type Ask =
  | { kind: 'add'; network: string; device: string; channel: 'webhook' | 'email' | 'push'; target: string }
  | { kind: 'list' }
  | { kind: 'remove' | 'test'; id: string }
  | { kind: 'confirm'; id: string; code: string };

export interface Subscription {
  id: string;
  channel: string;
  target: string;
  network?: string;
  device?: string;
  confirmed: boolean;
  problem?: string;
}

/** A deployment's part of the domain in which owners sign. */
interface Domain {
  chainId: number;
  id: string;
}

const TYPES = {
  add: ['AlertAdd', 'network', 'device', 'channel', 'target'],
  list: ['AlertList'],
  remove: ['AlertRemove', 'id'],
  test: ['AlertTest', 'id'],
  confirm: ['AlertConfirm', 'id', 'code'],
} as const;

/**
 * What the wallet shows and signs: EIP-712 in the domain of an owner's messages.
 *
 * @param organisation whose alerts these are, where a member asks
 */
export function typedData(ask: Ask, issuedMillis: number, domain: Domain, organisation?: string) {
  const [name, ...fields] = TYPES[ask.kind];
  const values = Object.fromEntries(fields.map((field) => [field, (ask as unknown as Record<string, string>)[field]]));
  return {
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'salt', type: 'bytes32' },
      ],
      [name]: [
        ...fields.map((field) => ({ name: field, type: 'string' })),
        ...(organisation === undefined ? [] : [{ name: 'organisation', type: 'address' }]),
        { name: 'issuedMillis', type: 'uint64' },
      ],
    },
    primaryType: name,
    domain: { name: 'Polder', version: '1', chainId: String(domain.chainId), salt: `0x${domain.id}` },
    message: { ...values, ...(organisation === undefined ? {} : { organisation }), issuedMillis: String(issuedMillis) },
  };
}

/** Who asks, and whose alerts these are where a member asks. */
export interface Asker {
  account: string;
  organisation?: string;
}

/** The request's bytes: an array of account, organisation if any, time, kind, fields and signature in canonical CBOR. */
export function wire(ask: Ask, issuedMillis: number, { account, organisation }: Asker, signature: string): Uint8Array {
  return join(
    head(4, organisation === undefined ? 5 : 6),
    addressBytes(account),
    ...(organisation === undefined ? [] : [addressBytes(organisation)]),
    head(0, issuedMillis),
    text(ask.kind),
    ...fields(ask),
    bytes(fromHex(signature.slice(2).toLowerCase())),
  );
}

function fields(ask: Ask): Uint8Array[] {
  switch (ask.kind) {
    case 'add': {
      const device = ask.device === '' ? Uint8Array.of(0xf6) : bytes(fromDidKey(ask.device));
      return [head(4, 4), text(ask.network), device, text(ask.channel), text(ask.target)];
    }
    case 'list':
      return [head(4, 0)];
    case 'confirm':
      return [head(4, 2), text(ask.id), text(ask.code)];
    default:
      return [head(4, 1), text(ask.id)];
  }
}

function addressBytes(account: string): Uint8Array {
  return bytes(fromHex(account.slice(2).toLowerCase()));
}

function text(value: string): Uint8Array {
  const encoded = new TextEncoder().encode(value);
  return join(head(3, encoded.length), encoded);
}

function bytes(value: Uint8Array): Uint8Array {
  return join(head(2, value.length), value);
}
