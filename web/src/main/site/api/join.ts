import { send, sendFile } from './client';

/** Enrolment from the browser: the node drafts, the wallet signs, the gateway answers. */

/** What a wallet's eth_signTypedData_v4 takes. */
interface TypedData {
  domain: Record<string, unknown>;
  primaryType: string;
  types: Record<string, { name: string; type: string }[]>;
  message: Record<string, unknown>;
}

export interface Draft {
  draft: string;
  device: string;
  typedData: TypedData;
  expiresMillis: number;
  /** Of a file, from 1. */
  line?: number;
  name?: string;
}

/** What to type into a stock device's form. Its secret is told here and nowhere else. */
export interface DeviceForm {
  title: string;
  lines: { label: string; value: string }[];
  notes: string[];
  try: string;
}

export interface Joined {
  status: 'accepted' | 'duplicate';
  device: string;
  network: string;
  message: string;
  receipt: string;
  form?: DeviceForm;
}

interface Wish {
  network: string;
  place: { latitude: number; longitude: number; heightMeters: number };
  via: string;
  name: string;
}

export function draftStock({ network, place, via, name }: Wish, account: string): Promise<Draft> {
  return send('POST', '/v1/join/drafts', { network, account, place, device: { kind: 'via', via, name } });
}

export function draftOffer(offer: string, account: string): Promise<Draft> {
  return send('POST', '/v1/join/drafts', { account, device: { kind: 'offer', offer } });
}

export function draftMany(network: string, csv: string): Promise<{ drafts: Draft[] }> {
  return sendFile(`/v1/join/bulk?network=${encodeURIComponent(network)}`, 'text/csv', csv);
}

/** What else an account asks of its networks: here, whom it appoints to what. */
export function draftAction(action: { kind: 'appoint'; member: string; role: string }, account: string): Promise<Draft> {
  return send('POST', '/v1/join/drafts', { account, action });
}

export function handIn(draft: string, signature: string): Promise<Joined> {
  return send('POST', `/v1/join/drafts/${draft}`, { signature });
}
