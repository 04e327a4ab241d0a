/** What the node says of epochs: /v1/epochs, /v1/epochs/{epoch}, /v1/settlement and /v1/settlement/epochs/{epoch}. */

export interface EpochBrief {
  epoch: number;
  attempt: number;
  hash: string;
  startMillis: number;
  endMillis: number;
  messages: number;
  refused: number;
  paid: string;
  networks: Record<string, NetworkOfEpoch>;
}

interface NetworkOfEpoch {
  devices: number;
  paid: string;
  refused: number;
}

export interface Epochs {
  epochs: EpochBrief[];
  next?: string;
}

/** The header in full. */
export interface EpochHeader {
  epoch: number;
  attempt: number;
  hash: string;
  deployment: string;
  previous: string;
  startMillis: number;
  endMillis: number;
  seed: string;
  seedTrust: string;
  seedLinks: number;
  program: string;
  manifests: string;
  inputsRoot: string;
  inputsCount: number;
  inputsFile: string;
  outcomeRoot: string;
  outcomeCount: number;
  outcomeFile: string;
  stateRoot: string;
  payoutsRoot: string;
  paid: string;
  seedWithheld: string[];
  signedBy: string;
  networks: Record<string, NetworkOfEpoch>;
}

export interface Settlement {
  chainId: number;
  settlement: string;
  token: string;
  rpc?: string;
  validator: string;
  sealed: number;
  final: number;
  released: number;
  claimedWei: string;
  claimableWei: string;
  signers: { account: string; weightWei: string; signed: boolean; latest: number; silent: boolean }[];
  trouble?: string;
}

export type ChainStage = 'sealed' | 'signed' | 'submitted' | 'final' | 'released' | 'frozen';

export interface SettledEpoch {
  epoch: number;
  header: string;
  state: ChainStage;
  /** Who may sign it; `signature` of those who did. */
  signatures: { account: string; stakePpm: number; signed: boolean; signature?: string }[];
  signedPpm?: number;
  transaction: string | null;
  block: number | null;
  finalAtMillis: number | null;
  chainId: number;
}

/**
 * The list of epochs after the newest page was asked anew: what that says counts. Where it does not reach what was known
 * before, nothing older is kept, since epochs would be missing in between.
 *
 * @returns newest first, and whether what was known is still in it
 */
export function caughtUp(known: EpochBrief[], newest: EpochBrief[]): { epochs: EpochBrief[]; joins: boolean } {
  const oldest = newest.at(-1)?.epoch ?? 0;
  const joins = known[0] !== undefined && oldest <= known[0].epoch + 1;
  return { epochs: [...newest, ...(joins ? known.filter((one) => one.epoch < oldest) : [])], joins };
}

/** How far an epoch is on the chain, as far as the settlement's own counters say. */
export function stageOf(epoch: number, settlement: Settlement | undefined): ChainStage {
  if (!settlement) return 'sealed';
  if (epoch <= settlement.released) return 'released';
  return epoch <= settlement.final ? 'final' : 'sealed';
}
