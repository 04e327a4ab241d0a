/** What the node says of a network as a whole: its map, its pulse, and what a place in it would earn. */

/** DID, latitude and longitude in degrees, weight of the last sealed epoch (−1: none yet), the epoch last heard in. */
export type MapDevice = [did: string, latitude: number, longitude: number, weightPpm: number, lastEpoch: number];

export interface MapCell {
  /** H3 index in hexadecimal. */
  cell: string;
  devices: number;
  working: number;
  weightPpm: number;
  targetDevices: number | null;
  needPpm: number | null;
}

export interface NetworkMap {
  network: string;
  /** The sealed epoch it is of; null before the first. */
  epoch: number | null;
  simulated: boolean;
  resolution: number;
  placeStepMicroDegrees: number;
  cells: MapCell[];
  devices: MapDevice[];
  /** The data policy shows no device's place. */
  restricted?: boolean;
  /** Devices beyond what an answer holds. */
  leftOut?: number;
}

export interface Place {
  latitude: number;
  longitude: number;
}

export interface Pulse {
  network: string;
  epoch: number;
  startMillis: number;
  endMillis: number;
  nowMillis: number;
  messages: number;
  messagesPerSecond: number;
  devices: number;
  online: number;
  provisional: { paidNano: number; paid: string; atMillis: number; devices: number } | null;
  lastSealed: { epoch: number; paidNano: number; paid: string; provisionalNano?: number; offNano?: number } | null;
  simulated: boolean;
}

interface Range {
  leastNano: number;
  least: string;
  mostNano: number;
  most: string;
}

export interface Prospect {
  network: string;
  epoch: number;
  place: Place;
  cell: string;
  nearby: number;
  perEpoch: Range;
  perDay: Range;
  factorsPpm: Record<string, number>;
  words: string[];
  simulated: boolean;
}

export const address = {
  map: (network: string) => `/v1/networks/${encodeURIComponent(network)}/map`,
  prospect: (network: string, place: Place) =>
    `/v1/networks/${encodeURIComponent(network)}/prospect?lat=${place.latitude}&lon=${place.longitude}`,
};
