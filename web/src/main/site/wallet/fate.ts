/** A transaction that a wallet sent. */
export interface Sent {
  /** What it does, by which the same is not offered again, such as `claim 0x…`. */
  what: string;
  hash: string;
  chainId: number;
  from: string;
  sentMillis: number;
  /** Its number among the account's transactions; null until the chain told it. */
  nonce: number | null;
}

/**
 * What is known of a transaction: `open` where it may still come into a block, `missing` where another one of the
 * account's has its number and no block holds it.
 */
interface Fate {
  state: 'open' | 'done' | 'refused' | 'missing';
  nonce: number | null;
}

/** A question of EIP-1193 to the wallet. */
export type Request = (method: string, params?: unknown[]) => Promise<unknown>;

/**
 * Asks what became of a transaction.
 *
 * @throws what the wallet throws; nothing is known then
 */
export async function fateOf(sent: Sent, request: Request): Promise<Fate> {
  // A wallet on another chain knows nothing of it, and counts other transactions.
  if (Number(await request('eth_chainId')) !== sent.chainId) return { state: 'open', nonce: sent.nonce };
  // The number first: were it the other way round, a block between the two would make a done one look replaced.
  const nonce = sent.nonce ?? nonceIn(await request('eth_getTransactionByHash', [sent.hash]));
  const used = nonce === null ? 0 : Number(await request('eth_getTransactionCount', [sent.from, 'latest']));
  const receipt = (await request('eth_getTransactionReceipt', [sent.hash])) as { status: string } | null;
  if (receipt) return { state: Number(receipt.status) === 1 ? 'done' : 'refused', nonce };
  return { state: nonce !== null && used > nonce ? 'missing' : 'open', nonce };
}

function nonceIn(transaction: unknown): number | null {
  const nonce = (transaction as { nonce?: string } | null)?.nonce;
  return nonce === undefined ? null : Number(nonce);
}
