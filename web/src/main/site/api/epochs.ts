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

export interface NetworkOfEpoch {
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

/** How far an epoch is on the chain, as far as the settlement's own counters say. */
export function stageOf(epoch: number, settlement: Settlement | undefined): ChainStage {
  if (!settlement) return 'sealed';
  if (epoch <= settlement.released) return 'released';
  return epoch <= settlement.final ? 'final' : 'sealed';
}
