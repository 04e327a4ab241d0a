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
