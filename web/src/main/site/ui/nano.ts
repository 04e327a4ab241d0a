/** Amounts between text in tokens and whole numbers of their smallest part: exact, whatever their size. */

/** Decimals of what epochs pay; a nano amount fits a whole number of JavaScript up to nine million tokens. */
export const NANO_DECIMALS = 9;
/** Decimals of tokens on a chain. */
export const WEI_DECIMALS = 18;

/** So many parts, of which a token has 10^`decimals`, as text in tokens, with all decimals that are not zero. */
export function fromParts(parts: number | bigint, decimals: number): string {
  const value = BigInt(parts);
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Tokens in plain decimal notation, with a point or a comma, in parts; null for anything else, or more decimals. */
export function toParts(tokens: string, decimals: number): bigint | null {
  const match = /^(\d{1,30})(?:[.,](\d+))?$/.exec(tokens.trim());
  const fraction = match?.[2] ?? '';
  return match && fraction.length <= decimals ? BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`) : null;
}

/** A nano amount as text in tokens, with all its decimals that are not zero. */
export function fromNano(nano: number | bigint): string {
  return fromParts(nano, NANO_DECIMALS);
}
