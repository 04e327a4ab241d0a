/** What the node says of a market of computing: /v1/networks/{network}/orders, …/machines and …/estimate. */

export type Proof = 'metered' | 'hash' | 'pixels';
export type Phase = 'bidding' | 'working' | 'running' | 'closing';

export interface Unit {
  name: string;
  count: number;
  cpuMilli: number;
  memoryBytes: number;
  diskBytes: number;
  gpus: number;
  gpuModels: string[];
}

export interface Need {
  cpuMilli: number;
  memoryBytes: number;
  diskBytes: number;
  gpus: number;
  units: Unit[];
  attributes: Record<string, string>;
  /** Units of fuel a second that a core must get through, if that matters. */
  leastSpeed?: number;
}

export interface Bid {
  machine: string;
  owner: string;
  sealedEpoch: number;
  /** Once it was opened. */
  priceNano?: number;
}

export interface Lease {
  machine: string;
  owner: string;
  /** The address of the machine's door; may be empty. */
  host: string;
  priceNano: number;
  sinceMillis: number;
}

export interface Runner {
  machine: string;
  owner: string;
  sinceMillis: number;
  sealed: boolean;
  output?: string;
  effort?: number;
}

export interface Meter {
  machineSeconds: number;
  renterSeconds: number;
  witnessedSeconds: number;
  paidSeconds: number;
  silentEpochs: number;
  strikes: number;
  probers: string[];
}

/** An order as its market's state has it, or as it was accepted (`pending`). */
export interface Order {
  order: string;
  client: string;
  renter: string;
  number: number;
  proof: Proof;
  job: string;
  need: Need;
  /** The most that is paid: a second for what is metered, for all of it otherwise. */
  limitNano: number;
  seconds: number;
  rounds: number;
  parts: number;
  phase: Phase;
  purseNano: number;
  pending: boolean;
  sinceEpoch: number;
  lease?: Lease;
  bids?: Bid[];
  runners?: Runner[];
  asked?: number[];
  openSince?: number;
  meter?: Meter;
  ending?: string;
}

/** One that is over, as far as the node remembers it. */
export interface EndedOrder {
  order: string;
  endedEpoch: number;
  endedMillis: number;
  reason?: string;
  /** Why that is withheld. */
  closed?: string;
  was?: Order;
}

export interface Orders {
  epoch: number;
  endMillis: number;
  orders: Order[];
  ended?: EndedOrder[];
  /** `after=NAME` of the next page. */
  next?: string;
}

export interface Payment {
  account: string;
  amountNano: number;
  reason: string;
}

export interface DecidedCheck {
  check: string;
  result: string;
  value: string;
  limit: string;
  unit: string;
  other?: string;
}

/** What an epoch says of one device that had to do with an order. */
export interface Line {
  device: string;
  owner: string;
  reasons: string[];
  said: { message: string; subject: string; verdict: string; checks: DecidedCheck[] }[];
}

/** What an epoch says of an order; without lines where that is withheld (`closed`). */
export interface Deeds {
  epoch: number;
  endMillis?: number;
  closed?: string;
  reason?: string;
  output?: string;
  lines?: Line[];
  paid?: Payment[];
  refunded?: Payment[];
}

/** All that is known of one order. */
export interface Story {
  epoch: number;
  endMillis: number;
  over: boolean;
  order?: Order;
  was?: Order;
  cleared?: Deeds;
  latest?: Deeds;
  asked?: Deeds;
  total?: { sinceEpoch: number; paid: Payment[]; refunded: Payment[] };
}

export interface Gpu {
  vendor: string;
  model: string;
  memory: string;
  bus: string;
}

export interface Machine {
  machine: string;
  owner: string;
  freeBondNano: number;
  heldBondNano: number;
  reputationPpm: number;
  good: number;
  bad: number;
  host: string;
  /** How fast a core of it is, as so many strangers timed it, or why that is unknown. */
  speed: { fuelPerSecond?: number; strangers?: number; reason?: string; meaning?: string };
  /** Auditors who vouched for it when it made its offer. */
  vouchers: string[];
  capacity: {
    cpuMilli: number;
    memoryBytes: number;
    diskBytes: number;
    gpus: Gpu[];
    runtimes: Record<string, string>;
    attributes: Record<string, string>;
  };
}

export interface Machines {
  epoch: number;
  machines: Machine[];
  next?: string;
}

export interface Estimate {
  proof: Proof;
  per: 'second' | 'job';
  /** Remembered clearings of this proof, and those of them that are comparable. */
  known: number;
  restsOn: number;
  lowNano?: number;
  medianNano?: number;
  highNano?: number;
  sinceMillis?: number;
  untilMillis?: number;
}

/** What of orders is asked for; what is left out does not matter. */
export interface OrderFilter {
  renter?: string;
  machine?: string;
  client?: string;
}

const base = (network: string) => `/v1/networks/${encodeURIComponent(network)}`;

export const marketAddress = {
  orders: (network: string, filter: OrderFilter, more: Record<string, string> = {}) =>
    `${base(network)}/orders?${new URLSearchParams({ ...filter, ...more })}`,
  order: (network: string, order: string, epoch: string | null) =>
    `${base(network)}/orders/${encodeURIComponent(order)}${epoch === null ? '' : `?epoch=${encodeURIComponent(epoch)}`}`,
  machines: (network: string, next?: string) => `${base(network)}/machines${next ? `?${next}` : ''}`,
  machine: (network: string, machine: string) => `${base(network)}/machines?machine=${encodeURIComponent(machine)}`,
  estimate: (network: string, asked: { proof: Proof; cpu: number; memory: number; gpus: number }) =>
    `${base(network)}/estimate?proof=${asked.proof}&cpu=${asked.cpu}&memory=${asked.memory}&gpus=${asked.gpus}`,
  blob: (hash: string) => `/v1/blobs/${hash}`,
};
