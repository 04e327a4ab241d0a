/** Exact sums of nano amounts, which fit a whole number of JavaScript up to nine million tokens. */

/** A nano amount as text in tokens, with all its decimals that are not zero. */
export function fromNano(nano: number | bigint): string {
  const value = BigInt(nano);
  const digits = (value < 0n ? -value : value).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`;
}
