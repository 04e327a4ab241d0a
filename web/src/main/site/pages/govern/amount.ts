import { toParts, WEI_DECIMALS } from '../../ui/nano';

/** Tokens as people write them, in wei: exact; null for what is no amount above zero. */
export function parseTokens(text: string): bigint | null {
  const wei = toParts(text, WEI_DECIMALS);
  return wei !== null && wei > 0n ? wei : null;
}
