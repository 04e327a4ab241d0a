import { decodeErrorResult, decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem';
import { weiTokens } from '../ui/format';
import { WalletError, type Call } from './provider';
import { outbox } from './sending';
import { wallet } from './wallet.svelte';

type Hex = `0x${string}`;

/** What pages call of the contracts; contracts/artifacts has the whole. Fetched when a transaction is made. */
const settlement = parseAbi([
  'function claim(address account, uint256 cumulative, bytes32[] proof) returns (uint256)',
  'function paid(address account) view returns (uint256 amount, address recipient)',
  'function staking() view returns (address)',
  'function nextEpoch() view returns (uint64)',
  'function inForceSince(uint64 version) view returns (uint64)',
  'function inForceFrom(uint64 version) view returns (uint64)',
  'function releases() view returns (uint64 released, uint64 confirmed, uint64 frozen, uint64 restarted)',
]);
const staking = parseAbi([
  'function minBond() view returns (uint256)',
  'function unbondingDelay() view returns (uint64)',
  'function version() view returns (uint64)',
  'function bond(uint256 amount)',
  'function unbond(uint256 amount)',
  'function withdrawBond(uint64 since)',
  'function delegate(address validator, uint256 amount)',
  'function undelegate(address validator, uint256 amount)',
  'function withdraw(address validator, uint64 since)',
  'function delegation(address account, address validator) view returns (uint256 staked, uint256 leaving, uint64 leftVersion)',
  'function commissionOf(address validator) view returns (uint32)',
  'function candidates() view returns (address[])',
  'function weightOf(address validator) view returns (uint256)',
  'function getVotes(address account) view returns (uint256)',
  'function validatorOf(address validator) view returns ((uint128 own, uint128 ownLeaving, uint128 pool, uint128 poolShares, uint128 leaving, uint128 leavingShares, uint64 ownLeftVersion, uint48 seenAt, uint48 nextCommissionAt, uint32 commissionPpm, uint32 nextCommissionPpm, uint8 place, bool registered, bool struck))',
]);
const token = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function approve(address spender, uint256 value) returns (bool)',
]);
const governor = parseAbi([
  'function castVote(uint256 proposalId, uint8 support) returns (uint256)',
  'function hasVoted(uint256 proposalId, address account) view returns (bool)',
  'function getVotes(address account, uint256 timepoint) view returns (uint256)',
]);
const abis = { settlement, staking, token, governor };
type Abis = typeof abis;

const errors = parseAbi([
  'error BadProof(address account)',
  'error IsFrozen(uint64 epoch)',
  'error BondTooSmall(uint256 amount, uint256 least)',
  'error TooMuch(uint256 amount, uint256 most)',
  'error NotOpen(address validator)',
  'error NoAmount()',
  'error StillBound(uint64 version, uint256 from)',
  'error StillDisputable(uint64 standing, uint64 from)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error GovernorAlreadyCastVote(address voter)',
  'error GovernorUnexpectedProposalState(uint256 proposalId, uint8 current, bytes32 expected)',
]);

/** Chains of development make a block only when a transaction comes, and until then estimate by the time of the last one. */
const DEVELOPMENT_CHAIN = 31_337;
const MOST_GAS = 1_000_000n;

/** A call of a contract, for {@link send}; after `wallet.ready`, which tells the chain. */
export function call<C extends keyof Abis>(to: string, contract: C, functionName: string, args: readonly unknown[]): Call {
  const data = encodeFunctionData({ abi: abis[contract], functionName, args } as unknown as Parameters<typeof encodeFunctionData>[0]);
  return { to, data, ...(wallet.chainId === DEVELOPMENT_CHAIN ? { gas: MOST_GAS } : {}) };
}

/** What a contract answers, asked through the wallet, which is not opened for it. */
export async function ask<T>(to: string, contract: keyof Abis, functionName: string, args: readonly unknown[] = []): Promise<T> {
  const question = { abi: abis[contract], functionName, args } as unknown as Parameters<typeof encodeFunctionData>[0];
  const data = (await wallet.read(to, encodeFunctionData(question))) as Hex;
  return decodeFunctionResult({ ...question, data } as unknown as Parameters<typeof decodeFunctionResult>[0]) as T;
}

/**
 * Sends a call and waits until it is known what became of it; what a contract refused is said in words.
 *
 * @param what by which the same is not sent again while it is open
 * @throws WalletError
 */
export async function send(what: string, made: Call, sent?: (hash: string) => void): Promise<string> {
  try {
    return await outbox.send(what, made, sent);
  } catch (cause) {
    if (!(cause instanceof WalletError) || cause.code !== 'reverted') throw cause;
    const data = cause.data ?? (await whyRefused(made));
    throw new WalletError('reverted', data === undefined ? cause.message : words(data), data);
  }
}

/** A transaction in a block does not say why it failed: the same call says it again. */
async function whyRefused(made: Call): Promise<string | undefined> {
  try {
    await wallet.read(made.to, made.data);
    return undefined;
  } catch (cause) {
    return cause instanceof WalletError ? cause.data : undefined;
  }
}

/** Whether a contract refused a proof: another epoch was released since it was made. */
export function isStaleProof(cause: unknown): boolean {
  return cause instanceof WalletError && cause.data !== undefined && name(cause.data) === 'BadProof';
}

function name(data: string): string | undefined {
  try {
    return decodeErrorResult({ abi: errors, data: data as Hex }).errorName;
  } catch {
    return undefined;
  }
}

function words(data: string): string {
  let error;
  try {
    error = decodeErrorResult({ abi: errors, data: data as Hex });
  } catch {
    return `The contract refuses, with the code ${data.slice(0, 10)}.`;
  }
  switch (error.errorName) {
    case 'BadProof':
      return 'Another epoch was released meanwhile, so that the proof is an old one. Try again.';
    case 'IsFrozen':
      return 'Payments are frozen: an epoch is disputed. Try again when that is decided.';
    case 'BondTooSmall':
      return `A validator bonds at least ${weiTokens(error.args[1])} tokens of its own. Delegating has no least amount.`;
    case 'TooMuch':
      return `Only ${weiTokens(error.args[1])} tokens are staked there. Take out less.`;
    case 'NotOpen':
      return `${error.args[0]} is no validator, or was struck, and takes no more stake.`;
    case 'NoAmount':
      return 'There is nothing to take out.';
    case 'StillBound':
      return error.args[1] > 1n << 62n
        ? 'The stake is bound until a set of validators without it signs. Try again later.'
        : `The stake is bound until ${new Date(Number(error.args[1]) * 1000).toLocaleString()}. Try again then.`;
    case 'StillDisputable':
      return 'Epochs that this stake answers for can still be disputed. Try again when more epochs are released.';
    case 'ERC20InsufficientBalance':
      return `The account has ${weiTokens(error.args[1])} tokens and needs ${weiTokens(error.args[2])}.`;
    case 'ERC20InsufficientAllowance':
      return 'The contract may not take so many tokens. Try again, and allow the whole amount in your wallet.';
    case 'GovernorAlreadyCastVote':
      return 'This account voted on the proposal already; a vote counts once.';
    case 'GovernorUnexpectedProposalState':
      return 'The proposal takes no votes now. Load the page again to see where it stands.';
  }
}
