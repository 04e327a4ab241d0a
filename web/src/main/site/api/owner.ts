/** What the node says of an account: /v1/accounts/{a}, …/claim, …/earnings. */

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
  /** Whom it appointed. */
  members: Member[];
  /** Whose member it is, those with most devices first; absent before the first epoch is sealed. */
  organisations?: Organisation[];
}

export type Role = 'viewer' | 'manager';

export interface Member {
  account: string;
  role: Role;
}

export interface Organisation extends Member {
  /** How many devices it owns. */
  devices: number;
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
