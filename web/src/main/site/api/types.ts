/** What the node's API answers, as its openapi.json describes it. Nano amounts are exact up to 2^53 here; show the text. */

export interface Networks {
  deployment: Deployment;
  networks: NetworkInfo[];
}

export interface Deployment {
  name: string;
  id: string;
  chainId: number;
  genesisMillis: number;
  epochMillis: number;
  graceMillis: number;
  clockToleranceMillis: number;
  messagesPerEpoch: number;
  node: string;
  simulatedClock: boolean;
  settlement?: string;
  validator?: string;
}

export interface NetworkInfo {
  name: string;
  kind: string;
  simulated: boolean;
  title: string;
  devices: number;
  pay: Record<string, unknown>;
  data: Record<string, unknown>;
  parameters: Record<string, unknown>;
  /** What is paid and why, in plain words. */
  words?: string[];
}
