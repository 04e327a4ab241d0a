const DECIMALS = 18;

/** Tokens as people write them, in wei: exact; null for what is no amount above zero. */
export function parseTokens(text: string): bigint | null {
  const match = /^(\d{1,30})(?:[.,](\d{1,18}))?$/.exec(text.trim());
  if (!match) return null;
  const wei = BigInt(`${match[1]}${(match[2] ?? '').padEnd(DECIMALS, '0')}`);
  return wei > 0n ? wei : null;
}
