import { ApiError, get } from '../api/client';
import type { Networks } from '../api/types';
import { wallet } from '../wallet/wallet.svelte';
import { typedData, wire, type Ask, type Subscription } from './request';

export interface Answer {
  subscription?: Subscription;
  /** What a new webhook's messages are signed with; told once. */
  secret?: string;
  subscriptions?: Subscription[];
}

/**
 * Has the wallet sign what is asked, and asks it.
 *
 * @param organisation whose alerts these are, where a member asks
 * @throws ApiError or WalletError in words for a person
 */
export async function askAlerts(ask: Ask, organisation?: string): Promise<Answer> {
  const account = await wallet.connect();
  const { deployment } = await get<Networks>('/v1/networks');
  const issuedMillis = Date.now();
  const signature = await wallet.signTypedData(typedData(ask, issuedMillis, deployment, organisation));
  const response = await fetch('/v1/alerts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/cbor', 'X-Polder': '1' },
    body: wire(ask, issuedMillis, { account, ...(organisation === undefined ? {} : { organisation }) }, signature) as BodyInit,
  }).catch(() => {
    throw new ApiError(0, 'unreachable', 'The node does not answer. Is it running, and this machine online?');
  });
  const answer = (await response.json()) as Answer & { error?: { reason: string; detail: string } };
  if (!response.ok) {
    throw new ApiError(response.status, answer.error?.reason ?? 'refused', answer.error?.detail ?? `status ${response.status}`);
  }
  return answer;
}

/** Why this browser cannot be pushed to by this node, if so. */
export async function pushHindrance(): Promise<string | null> {
  if (!isSecureContext) return 'a browser takes push only from pages over HTTPS or from localhost';
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis)) return 'this browser has no push';
  const key = await vapidKey();
  return key === null ? 'this node sends no push: its operator names a contact in alerts.yaml to change that' : null;
}

async function vapidKey(): Promise<string | null> {
  try {
    return (await get<{ publicKey: string }>('/v1/alerts/vapid')).publicKey;
  } catch {
    return null;
  }
}

/** Subscribes this browser with its push service; asks for leave to notify. */
export async function pushTarget(): Promise<string> {
  const key = await vapidKey();
  if (key === null) throw new Error('this node sends no push');
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('This page may not notify you. Allow it beside the address, then try again.');
  }
  const worker = await navigator.serviceWorker.register('/push.js');
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return JSON.stringify(subscription.toJSON());
}
