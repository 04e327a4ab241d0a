import type { Settlement } from '../api/epochs';
import { weiTokens } from '../ui/format';
import { ask, call, send } from './contracts';
import { stakeOf, type Holding } from './holding';
import type { Call } from './provider';
import { same } from './address';
import { wallet } from './wallet.svelte';

interface Part {
  stakedWei: bigint;
  leavingWei: bigint;
  leftVersion: bigint;
}

interface ValidatorEntry {
  own: bigint;
  ownLeaving: bigint;
  ownLeftVersion: bigint;
}

/** Sets that are looked through for the first without a stake. */
const MOST_SETS = 200n;

/** Asks the contracts through the wallet, without opening it. */
export async function holdingOf(settlement: Settlement, account: string, validator: string): Promise<Holding> {
  const staking = await ask<string>(settlement.settlement, 'settlement', 'staking');
  const isOwn = same(account, validator);
  const part = isOwn ? await bondOf(staking, account) : await delegationOf(staking, account, validator);
  const unbondingSeconds = Number(await ask<bigint>(staking, 'staking', 'unbondingDelay'));
  const exit = part.leavingWei > 0n ? await exitOf(settlement.settlement, staking, part.leftVersion) : null;
  const leavesAtMillis = exit ? (Number(exit.inForceSeconds) + unbondingSeconds) * 1000 : null;
  return {
    isOwn,
    walletWei: await ask<bigint>(settlement.token, 'token', 'balanceOf', [account]),
    stakedWei: part.stakedWei,
    leavingWei: part.leavingWei,
    votesWei: await ask<bigint>(staking, 'staking', 'getVotes', [account]),
    commissionPpm: await ask<number>(staking, 'staking', 'commissionOf', [validator]),
    unbondingSeconds,
    leavesAtMillis,
    isReleased: exit?.standing ?? false,
    since: exit?.since ?? null,
  };
}

async function bondOf(staking: string, account: string): Promise<Part> {
  const its = await ask<ValidatorEntry>(staking, 'staking', 'validatorOf', [account]);
  return { stakedWei: its.own, leavingWei: its.ownLeaving, leftVersion: its.ownLeftVersion };
}

async function delegationOf(staking: string, account: string, validator: string): Promise<Part> {
  const [stakedWei, leavingWei, leftVersion] = await ask<[bigint, bigint, bigint]>(staking, 'staking', 'delegation', [account, validator]);
  return { stakedWei, leavingWei, leftVersion };
}

/** The first set in force without what left at `leftVersion`, as EvmStaking.exit looks for it. */
async function exitOf(settlement: string, staking: string, leftVersion: bigint) {
  const latest = await ask<bigint>(staking, 'staking', 'version');
  for (let since = leftVersion + 1n; since <= latest && since <= leftVersion + MOST_SETS; since++) {
    const inForceSeconds = await ask<bigint>(settlement, 'settlement', 'inForceSince', [since]);
    if (inForceSeconds === 0n) continue;
    const [released, confirmed] = await ask<bigint[]>(settlement, 'settlement', 'releases');
    const from = await ask<bigint>(settlement, 'settlement', 'inForceFrom', [since]);
    const next = await ask<bigint>(settlement, 'settlement', 'nextEpoch');
    const standing = (released ?? 0n) > (confirmed ?? 0n) ? (released ?? 0n) : (confirmed ?? 0n);
    return { since, inForceSeconds, standing: standing >= from || standing >= next };
  }
  return null;
}

/**
 * Stakes, begins to take out, or has paid out; what it takes is allowed to the contract first.
 *
 * @returns what was done, in words
 */
export async function act(
  settlement: Settlement,
  validator: string,
  kind: 'stake' | 'leave' | 'withdraw',
  wei: bigint,
  said: (step: string) => void,
): Promise<string> {
  const account = await wallet.ready();
  const staking = await ask<string>(settlement.settlement, 'settlement', 'staking');
  const isOwn = same(account, validator);
  const run = async (made: Call, what: string) => {
    said(`${what}: confirm it in your wallet`);
    await send(stakeOf(account), made, () => said(`${what}: sent, waiting for its block`));
  };
  if (kind === 'stake') {
    const balance = await ask<bigint>(settlement.token, 'token', 'balanceOf', [account]);
    if (balance < wei) throw new Error(`The account has ${weiTokens(balance)} tokens. Stake less, or claim what your devices earned.`);
    if ((await ask<bigint>(settlement.token, 'token', 'allowance', [account, staking])) < wei) {
      await run(call(settlement.token, 'token', 'approve', [staking, wei]), 'First, let the contract take the tokens');
    }
    const made = isOwn ? call(staking, 'staking', 'bond', [wei]) : call(staking, 'staking', 'delegate', [validator, wei]);
    await run(made, 'Stake');
    return `${weiTokens(wei)} tokens staked. They count from the next set of validators on.`;
  }
  if (kind === 'leave') {
    const made = isOwn ? call(staking, 'staking', 'unbond', [wei]) : call(staking, 'staking', 'undelegate', [validator, wei]);
    await run(made, 'Take out');
    return `${weiTokens(wei)} tokens are leaving. What was leaving before waits anew with them.`;
  }
  const holding = await holdingOf(settlement, account, validator);
  if (holding.since === null) throw new Error('The stake is bound until a set of validators without it signs. Try again later.');
  const made = isOwn
    ? call(staking, 'staking', 'withdrawBond', [holding.since])
    : call(staking, 'staking', 'withdraw', [validator, holding.since]);
  await run(made, 'Pay out');
  return `${weiTokens(holding.leavingWei)} tokens were paid out to your wallet.`;
}
