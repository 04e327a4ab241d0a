import { get } from './client';

/** Readings by the SensorThings API, the verdicts of the epochs with them: see docs/sensorthings.md. */

const service = '/v1/sensorthings/v1.1';
/** As many as an answer has at most. */
export const mostReadings = 1000;

export type Verdict = 'accepted' | 'corroborated' | 'unverified' | 'rejected' | 'new';

export interface Reading {
  millis: number;
  value: number;
  /** `new`: it came in just now and its epoch is not sealed. */
  verdict: Verdict;
  reasons: string[];
  epoch: number | null;
}

export interface Stream {
  id: number;
  quantity: string;
  unit: string;
  unitName: string;
}

interface Datastream {
  '@iot.id': number;
  unitOfMeasurement: { name: string; symbol: string };
  ObservedProperty: { name: string };
}
interface Observation {
  phenomenonTime: string;
  result: number;
  resultQuality: { verdict: Exclude<Verdict, 'new'>; reasons: string[] };
  parameters: { epoch: number; revisedInEpoch?: number };
}
interface Page<T> {
  value: T[];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What a device measures in a network, in the order of the names. */
export async function streams(device: string, network: string, signal: AbortSignal): Promise<Stream[]> {
  const query = new URLSearchParams({
    $filter: `Thing/properties/device eq ${quoted(device)} and Thing/properties/network eq ${quoted(network)}`,
    $expand: 'ObservedProperty($select=name)',
    $top: '100',
  });
  const { value } = await get<Page<Datastream>>(`${service}/Datastreams?${query}`, signal);
  return value
    .map((stream) => ({
      id: stream['@iot.id'],
      quantity: stream.ObservedProperty.name,
      unit: stream.unitOfMeasurement.symbol,
      unitName: stream.unitOfMeasurement.name,
    }))
    .sort((a, b) => (a.quantity < b.quantity ? -1 : 1));
}

/** The newest readings of a stream, of any verdict, oldest first; since a time where one is given. */
export async function readings(
  stream: Stream,
  limits: { since: number | null; most: number },
  signal: AbortSignal,
): Promise<Reading[]> {
  // Without a word of verdicts only the good ones would be told.
  const any = "resultQuality/verdict ne ''";
  const query = new URLSearchParams({
    $filter: limits.since === null ? any : `${any} and phenomenonTime ge ${new Date(limits.since).toISOString()}`,
    $orderby: 'phenomenonTime desc',
    $top: String(Math.min(limits.most, mostReadings)),
    $select: 'phenomenonTime,result,resultQuality,parameters',
  });
  const { value } = await get<Page<Observation>>(`${service}/Datastreams(${stream.id})/Observations?${query}`, signal);
  return value
    .map(({ phenomenonTime, result, resultQuality, parameters }) => ({
      millis: Date.parse(phenomenonTime),
      value: result,
      verdict: resultQuality.verdict,
      reasons: resultQuality.reasons,
      epoch: parameters.revisedInEpoch ?? parameters.epoch,
    }))
    .reverse();
}
