/** What the node says of a network that trains models. */

export type TaskPhase = 'sealing' | 'opening' | 'examining' | 'judging' | 'revealing' | 'over';

/** A task as lists have it. Losses are billionths; they, and what tells of the running round, are absent where there is none. */
export interface Task {
  task: string;
  client: string;
  sponsor: string;
  document: string;
  message: string;
  phase: TaskPhase;
  reason?: string;
  sinceEpoch?: number;
  /** How many rounds are over. */
  round: number;
  rounds: number;
  participants?: number;
  roundNano: number;
  purseNano: number;
  parameters: number;
  lossFirstNano?: number;
  lossNano?: number;
}

export interface Tasks {
  epoch: number;
  startMillis: number;
  endMillis: number;
  tasks: Task[];
}

export interface Model {
  kind: 'linear' | 'mlp' | 'gru';
  inputs: number;
  outputs: number;
  parameters: number;
  /** Units of each hidden layer, or of the recurrent one. */
  hidden?: number[] | number;
  activation?: string;
  steps?: number;
  features?: number;
}

/** A round that is over. */
export interface Round {
  /** In which it was examined. */
  epoch: number;
  participants: number;
  lossBeforeNano: number;
  lossAfterNano: number;
  paidNano: number;
}

/** Who takes part in the running round. */
export interface Present {
  device: string;
  owner: string;
  opened: boolean;
}

/** Which part of what a participant earned came of a device's readings. */
export interface DataSource {
  /** In which the device is enrolled. */
  network: string;
  device: string;
  nano: number;
  /** The first epoch whose readings were used. */
  firstEpoch: number;
  lastEpoch: number;
}

/** What a participant's updates have earned; what no source has of it is its own. */
export interface Earned {
  device: string;
  owner: string;
  nano: number;
  sources: DataSource[];
}

/** By which rules judges' opinions score a task. */
export interface Opinions {
  rule: 'yuma3' | 'classic';
  /** Which part of what a round may pay is the judges'. */
  judges: number;
  leastStakeNano: number;
  leastJudges: number;
  permits: number;
  judgeEpochs: number;
  kappa: number;
}

/** Who may judge a task. */
export interface Judge {
  device: string;
  owner: string;
  stakeNano: number;
  leaving: boolean;
  /** How much of its latest opinion consensus left it. */
  trust: number;
  /** What it was paid for judging. */
  nano: number;
  /** What it has said of the round that is judged now; absent while none is. */
  says?: 'no_permit' | 'nothing' | 'sealed' | 'revealed';
}

/** What a prediction costs, and which parts of it are for whom; the rest is the sponsor's. */
export interface Sale {
  priceNano: number;
  participants: number;
  devices: number;
}

/** All that is known of one task. */
export interface WholeTask extends Task {
  /** The epoch that runs. */
  epoch: number;
  model: Model;
  pace: { sealEpochs: number; openEpochs: number; patienceEpochs: number; leastParticipants: number };
  combining: { rule: string; share: number; clips: boolean };
  history: Round[];
  present?: Present[];
  /** These two are absent where the client shows examples. */
  opinions?: Opinions;
  judges?: Judge[];
  /** Absent where no predictions are sold. */
  sale?: Sale;
  earned: Earned[];
}

const base = (network: string) => `/v1/networks/${encodeURIComponent(network)}/tasks`;

export const learningAddress = {
  tasks: base,
  task: (network: string, task: string) => `${base(network)}/${encodeURIComponent(task)}`,
};
