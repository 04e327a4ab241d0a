/** What the node says of the whole: /v1/economy. */
export interface Economy {
  asOfEpoch: number;
  emission: {
    perEpochNano: number;
    perEpoch: string;
    perDay: string;
    halvings: number;
    halvingMillis: number;
    nextHalvingMillis: number;
  };
  accounts: number;
  earnedNano: number;
  earned: string;
  mintedNano: number;
  minted: string;
  giniPpm: number;
  largest: { account: string; earnedNano: number; earned: string; sharePpm: number }[];
  networks: NetworkEconomy[];
  series: EpochFlow[];
  chain?: { supplyWei: string; mintedWei: string; burntWei: string; heldWei?: string };
}

export interface NetworkEconomy {
  network: string;
  simulated: boolean;
  devices: number;
  owners: number;
  working: number;
  paid: string;
  budget: string;
  utilisationPpm: number;
  giniPpm: number;
}

export interface EpochFlow {
  epoch: number;
  endMillis: number;
  emissionNano: number;
  paidNano: number;
  messages: number;
  /** Absent for epochs whose outcomes were not read since the node started. */
  networks?: Record<string, number>;
}
