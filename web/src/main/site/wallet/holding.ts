/** What the wallet's account has with a validator, as the contracts say. */
export interface Holding {
  /** Whether the validator is the account itself. */
  isOwn: boolean;
  walletWei: bigint;
  stakedWei: bigint;
  leavingWei: bigint;
  votesWei: bigint;
  commissionPpm: number;
  unbondingSeconds: number;
  /** From when on what leaves can be paid out; null while no set without it signs. */
  leavesAtMillis: number | null;
  /** Whether the epochs that it answers for are released. */
  isReleased: boolean;
  /** Set without the stake, which the contract wants to be named. */
  since: bigint | null;
}

/** Whether what leaves can be paid out: its time is over, and the epochs that it answers for are released. */
export function isFree(holding: Holding, nowMillis: number): boolean {
  return holding.isReleased && holding.leavesAtMillis !== null && holding.leavesAtMillis <= nowMillis;
}

/** Under which name an account's stake transactions are sent: one after the other, since each builds on the last. */
export function stakeOf(account: string): string {
  return `stake ${account.toLowerCase()}`;
}
