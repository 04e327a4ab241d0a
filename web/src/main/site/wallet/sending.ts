import { clock } from '../ui/clock.svelte';
import { Outbox } from './outbox.svelte';
import { kept, keep, wallet } from './wallet.svelte';

const KEPT = 'sent';

/** What this browser's wallet sent, on every page and over visits. */
export const outbox = new Outbox({
  transmit: (call) => wallet.transmit(call),
  request: (method, params) => wallet.request(method, params),
  read: () => kept(KEPT),
  write: (text) => keep(KEPT, text),
  now: () => clock.now,
  pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
});

// What another tab sent is not offered here either.
addEventListener('storage', () => outbox.look());
