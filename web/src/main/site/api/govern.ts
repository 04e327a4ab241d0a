import { sha256, toHex } from '../proof/bytes';
import { decode, type Value } from '../proof/cbor';
import { ApiError, get } from './client';

/** What the node says of the rules, the vote and validators: /v1/rules, /v1/proposals, /v1/validators. */
export interface Rules {
  nextEpoch: number;
  nextFinal: number;
  manifests: string;
  program: string;
  governor?: string;
  terms?: {
    votingDelaySeconds: number;
    votingPeriodSeconds: number;
    timelockSeconds: number;
    leadEpochs: number;
    thresholdWei: string;
  };
  history: RulesEntry[];
  trouble?: string;
}

interface RulesEntry {
  fromEpoch: number;
  manifests: string;
  program: string;
}

export type ProposalState = 'pending' | 'active' | 'canceled' | 'defeated' | 'succeeded' | 'queued' | 'expired' | 'executed';

export interface Proposal {
  id: string;
  state: ProposalState;
  proposer: string;
  manifests: string;
  program: string;
  fromEpoch: number;
  location: string;
  why: string;
  voteStartSeconds: number;
  voteEndSeconds: number;
  forWei: string;
  againstWei: string;
  abstainWei: string;
  quorumWei?: string;
  dueSeconds?: number;
  published: boolean;
  note?: string;
}

export interface Validators {
  asOfEpoch?: number;
  sharePpm: number;
  set?: { version: number; openedSeconds: number; waiting: boolean; nextSeconds: number; changed: boolean };
  validators: { account: string; delegatedWei: string; signedEpochs: number; missedEpochs: number; earnedWei: string }[];
}

/**
 * The rules of a hash, read from the very bytes that have it.
 *
 * @throws ApiError if the node lacks them, or gives others
 */
export async function rulesOf(hash: string): Promise<Value> {
  let response: Response | undefined;
  for (const path of [`/v1/rules/${hash}`, `/v1/archive/manifests/${hash}.cbor`]) {
    response = await fetch(path).catch(() => undefined);
    if (response?.ok) break;
  }
  if (!response?.ok) {
    throw new ApiError(response?.status ?? 0, 'no_such_rules', `the rules ${hash.slice(0, 12)}… are not at this node`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (toHex(await sha256(bytes)) !== hash) {
    throw new ApiError(200, 'other_rules', 'the node gives other rules than those of this hash; do not believe them');
  }
  return decode(bytes);
}

/** The history of rules; of a node without a chain those of its latest epoch alone. */
export async function rules(signal: AbortSignal): Promise<Rules> {
  try {
    return await get<Rules>('/v1/rules', signal);
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 404) throw cause;
    const latest = await get<{ epoch: number; manifests: string; program: string }>('/v1/epochs/latest', signal);
    const { manifests, program } = latest;
    return { nextEpoch: latest.epoch + 1, nextFinal: 0, manifests, program, history: [{ fromEpoch: 0, manifests, program }] };
  }
}
