/** Whether this is an account's address: 0x and 40 hexadecimal digits, of whatever case. */
export function isAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** Whether two addresses name one account: their letters' case is a checksum and no part of the name. */
export function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
