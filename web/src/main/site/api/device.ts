/** What the node says of one device. */

export interface DeviceNetwork {
  device: string;
  network: string;
  simulated: boolean;
  owner: string;
  enrolledEpoch: number;
  place?: { latitude: number; longitude: number; heightMeters?: number };
  via?: string;
  sealed: boolean;
  probationEndMillis?: number;
  sequence?: number;
  heldNano: number;
  held: string;
  /** Of the last sealed epoch; absent before the first line. */
  lastWeightPpm?: number;
  /** The key that signs now; another than `device` once it was rotated. */
  key?: string;
  status?: 'active' | 'cloned' | 'revoked';
  statusSinceEpoch?: number;
}

/** A page of /v1/devices. */
export interface Devices {
  devices: DeviceNetwork[];
  next?: string;
}

export interface DeviceInfo {
  device: string;
  simulated: boolean;
  networks: DeviceNetwork[];
}

export interface RewardLine {
  network: string;
  simulated: boolean;
  owner: string;
  weightPpm: number;
  amountNano: number;
  amount: string;
  held: boolean;
  factorsPpm: Record<string, number>;
  reasons: string[];
}

export interface SealedReward extends RewardLine {
  epoch: number;
  startMillis: number;
  endMillis: number;
}

export interface Rewards {
  device: string;
  running?: { epoch: number; atMillis: number; provisional: RewardLine[] };
  rewards: SealedReward[];
  /** `before=N` of the next page. */
  next?: string;
}

/** A reading that has just come in: nothing is decided yet. */
export interface LiveReadings {
  network: string;
  simulated: boolean;
  readings: { quantity: string; unit: string; value: number; timeMillis: number }[];
}

/** What the running epoch would pay, and after its seal what it paid. */
export interface RewardEvent {
  device: string;
  epoch: number;
  atMillis?: number;
  provisional?: { network: string; amountNano: number; amount: string; weightPpm: number }[];
  sealed?: { network: string; amountNano: number; amount: string; weightPpm: number }[];
  offNano?: number;
}

export interface Check {
  check: string;
  result: 'pass' | 'fail' | 'undecided';
  value: string;
  limit: string;
  unit: string;
  other?: string;
}

export interface ExplainedReading {
  message: string;
  timeMillis: number;
  quantity: string;
  verdict: string;
  checks: Check[];
}

/** Why less was paid; a code without words is one that this node's networks do not know. */
export interface Reason {
  code: string;
  meaning?: string;
  remedy?: string;
}

export interface ExplainedReward {
  network: string;
  owner: string;
  amountNano: number;
  held: boolean;
  weightPpm: number;
  totalWeightPpm: number;
  sharePpm?: number;
  targetWeightPpm?: number;
  poolNano: number;
  paidNano: number;
  factors: { name: string; ppm: number }[];
  reasons: Reason[];
  readings: ExplainedReading[];
  evidence: string[];
  closed?: string;
  proven: boolean;
}

export interface Explanation {
  device: string;
  epoch: number;
  startMillis: number;
  endMillis: number;
  amountNano: number;
  amount: string;
  header: string;
  rewards: ExplainedReward[];
  events: { event: string; network?: string; amountNano?: number; reason?: string }[];
  sent: { message: string; network: string; sequence: number; via?: string; refused?: string; detail?: string }[];
  evidence: { message: string; epoch?: number; proven: boolean }[];
}

export interface Neighbours {
  device: string;
  network: string;
  epoch: number | null;
  withinMeters: number;
  neighbours: {
    device: string;
    distanceMeters: number;
    weightPpm: number;
    place?: { latitude: number; longitude: number };
  }[];
}

export interface Credentials {
  device: string;
  credentials: {
    network: string;
    types: string[];
    issuer: string;
    validFromMillis: number;
    validUntilMillis?: number;
    revoked: boolean;
    trusted: boolean;
    sha256: string;
  }[];
}

export const deviceAddress = {
  device: (did: string) => `/v1/devices/${did}`,
  rewards: (did: string, next?: string) => `/v1/devices/${did}/rewards?limit=20${next ? `&${next}` : ''}`,
  explanation: (did: string, epoch: number | 'latest') => `/v1/devices/${did}/explanations/${epoch}`,
  credentials: (did: string) => `/v1/devices/${did}/credentials`,
  neighbours: (did: string, network: string) =>
    `/v1/devices/${did}/neighbours?network=${encodeURIComponent(network)}`,
};
