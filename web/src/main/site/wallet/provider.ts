/** A wallet in the browser, as EIP-1193 has it. */
export interface Provider {
  request(call: { method: string; params?: unknown[] | object }): Promise<unknown>;
  on?(event: string, listener: (value: never) => void): void;
  removeListener?(event: string, listener: (value: never) => void): void;
}

/** A wallet and what it calls itself (EIP-6963); `rdns` tells wallets apart and stays the same. */
export interface Announced {
  rdns: string;
  name: string;
  provider: Provider;
}

/** A call of a contract. `gas` only where a chain cannot estimate it, see `contracts.ts`. */
export interface Call {
  to: string;
  data: string;
  value?: bigint;
  gas?: bigint;
}

/** Why a wallet did not do what was asked, in words for a person. `code` is one of ours, not the wallet's. */
export class WalletError extends Error {
  constructor(
    readonly code: 'no_wallet' | 'rejected' | 'pending' | 'wrong_chain' | 'reverted' | 'open' | 'unsure' | 'failed',
    message: string,
    readonly data?: string,
  ) {
    super(message);
  }
}

declare global {
  interface Window {
    ethereum?: Provider;
  }
}

/**
 * Tells `found` of each wallet there is, now and when one turns up later; of several with one name only the
 * first. A wallet that does not announce itself is found where they all were before, at `window.ethereum`.
 */
export function discover(found: (wallet: Announced) => void): () => void {
  const seen = new Set<string>();
  const announced = (event: Event) => {
    const detail = (event as CustomEvent<{ info?: { rdns?: string; name?: string }; provider?: Provider }>).detail;
    const rdns = detail?.info?.rdns;
    if (!rdns || !detail.provider || seen.has(rdns)) return;
    seen.add(rdns);
    found({ rdns, name: String(detail.info?.name ?? rdns).slice(0, 40), provider: detail.provider });
  };
  const fallback = () => {
    if (seen.size === 0 && window.ethereum) {
      seen.add('injected');
      found({ rdns: 'injected', name: 'Browser wallet', provider: window.ethereum });
    }
  };
  addEventListener('eip6963:announceProvider', announced);
  addEventListener('ethereum#initialized', fallback, { once: true });
  dispatchEvent(new Event('eip6963:requestProvider'));
  const timer = setTimeout(fallback, 0);
  return () => {
    clearTimeout(timer);
    removeEventListener('eip6963:announceProvider', announced);
    removeEventListener('ethereum#initialized', fallback);
  };
}

/** Hears of another account or chain in the wallet until the returned function is called; then of nothing any more. */
export function follow(
  provider: Provider,
  heard: { accounts: (accounts: string[]) => void; chain: (chainId: number) => void },
): () => void {
  let ended = false;
  const accounts = (changed: string[]) => {
    if (!ended) heard.accounts(changed);
  };
  const chain = (changed: string) => {
    if (!ended) heard.chain(Number(changed));
  };
  provider.on?.('accountsChanged', accounts);
  provider.on?.('chainChanged', chain);
  return () => {
    // Some wallets let nobody go.
    ended = true;
    provider.removeListener?.('accountsChanged', accounts);
    provider.removeListener?.('chainChanged', chain);
  };
}

/** What a wallet's error means, whatever the wallet calls it: codes of EIP-1193 and EIP-1474. */
export function explained(cause: unknown): WalletError {
  if (cause instanceof WalletError) return cause;
  const error = (cause ?? {}) as { code?: number | string; message?: string; data?: unknown };
  const message = typeof error.message === 'string' ? error.message : String(cause);
  switch (Number(error.code)) {
    case 4001:
      return new WalletError('rejected', 'You declined in your wallet; nothing was done. You can try again.');
    case 4100:
      return new WalletError('failed', 'The wallet does not let this page use that account. Connect it again.');
    case -32002:
      return new WalletError('pending', 'Your wallet already asks you something. Open it and answer there.');
    default:
      return new WalletError(
        revertData(error.data) === undefined ? 'failed' : 'reverted',
        `The wallet answers: ${message.slice(0, 300)}`,
        revertData(error.data),
      );
  }
}

/** The bytes with which a contract refused; wallets put them at different depths. */
function revertData(data: unknown, depth = 0): string | undefined {
  if (typeof data === 'string') return /^0x([0-9a-f]{2}){4,}$/i.test(data) ? data : undefined;
  if (typeof data !== 'object' || data === null || depth > 3) return undefined;
  for (const key of ['data', 'originalError', 'cause', 'error', 'result']) {
    const found = revertData((data as Record<string, unknown>)[key], depth + 1);
    if (found) return found;
  }
  return undefined;
}

export function quantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}
