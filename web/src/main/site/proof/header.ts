import { hashStruct } from 'viem/utils';
import { sha256, toHex } from './bytes';
import { decode, type Value } from './cbor';

/** What a proof needs of an epoch's header; its fields stand in the order of EpochHeader.encode. */
export interface Header {
  epoch: bigint;
  outcomeRoot: Uint8Array;
  outcomeCount: bigint;
  /** By which the next header, validators and the contract name this one. */
  hash: string;
}

const FORM = 'polder/header/4';
const NANO = 1_000_000_000n;
const TYPES = {
  Header: [
    ['uint64', 'epoch'],
    ['uint64', 'attempt'],
    ['bytes32', 'parent'],
    ['bytes32', 'evidence'],
    ['bytes32', 'inputs'],
    ['bytes32', 'identities'],
    ['uint64', 'identityCount'],
    ['bytes32', 'outcome'],
    ['bytes32', 'state'],
    ['bytes32', 'payouts'],
    ['uint256', 'total'],
    ['uint256', 'minted'],
    ['uint256', 'burnt'],
    ['uint64', 'anchorBlock'],
    ['bytes32', 'anchorHash'],
    ['bytes32', 'manifest'],
    ['bytes32', 'program'],
    ['uint64', 'setVersion'],
  ].map(([type, name]) => ({ type: type!, name: name! })),
};

/** Reads a header's canonical bytes and computes its hash: the struct `Header` of EIP-712, which names the rest by its SHA-256. */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const fields = decode(bytes);
  if (!Array.isArray(fields) || fields.length !== 33 || fields[0] !== FORM) throw new Error('this is no epoch header');
  const hex = (at: number) => `0x${toHex(hash(fields[at]))}` as const;
  const integer = (at: number) => number(fields[at]);
  const message = {
    epoch: integer(2),
    attempt: integer(3),
    parent: hex(4),
    evidence: `0x${toHex(await sha256(bytes))}`,
    inputs: hex(20),
    identities: hex(23),
    identityCount: integer(24),
    outcome: hex(25),
    state: hex(28),
    payouts: hex(29),
    total: integer(31) * NANO,
    minted: integer(32) * NANO,
    burnt: 0n,
    anchorBlock: integer(7),
    anchorHash: hex(8),
    manifest: hex(19),
    program: hex(18),
    setVersion: integer(9),
  };
  return {
    epoch: integer(2),
    outcomeRoot: hash(fields[25]),
    outcomeCount: integer(26),
    hash: hashStruct({ primaryType: 'Header', types: TYPES, data: message }).slice(2),
  };
}

function hash(value: Value | undefined): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length !== 32) throw new Error('a hash is missing in the header');
  return value;
}

function number(value: Value | undefined): bigint {
  if (typeof value !== 'bigint') throw new Error('a number is missing in the header');
  return value;
}
