/** What the node says of an account and its devices: /v1/accounts/{a}, …/claim, …/earnings, /v1/devices?owner=. */

export interface Account {
  account: string;
  did: string;
  earned: string;
  balance: string;
  asOfEpoch: number;
  /** Devices by network. */
  devices: Record<string, number>;
  /** Where it stands among `accounts` by what it earned; absent while it earned nothing. */
  rank?: number;
  accounts: number;
}

/** What can be claimed on the chain, with its proof where there is something. */
export interface Claim {
  epoch: number;
  chainId: number;
  settlement: string;
  token: string;
  paidWei: string;
  claimableWei: string;
  cumulativeWei?: string;
  proof?: string[];
}

export interface Device {
  device: string;
  network: string;
  simulated: boolean;
  owner: string;
  enrolledEpoch: number;
  place?: { latitude: number; longitude: number };
  sealed: boolean;
  probationEndMillis: number;
  held: string;
  heldNano: number;
  /** Of the last sealed epoch; absent before the first line. */
  lastWeightPpm?: number;
}

export interface Devices {
  devices: Device[];
  next?: string;
}

export interface Earning {
  day: string;
  network: string;
  device?: string;
  amountNano: number;
  amount: string;
  held?: string;
  epochs: number;
  simulated?: boolean;
}

export interface Reason {
  code: string;
  meaning: string;
  remedy: string;
}

/** What `polder explain` says, as far as an owner's list shows it. */
export interface Explanation {
  epoch: number;
  amount: string;
  rewards: { network: string; amountNano: number; weightPpm: number; reasons: Reason[] }[];
}
