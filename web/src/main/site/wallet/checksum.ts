import { getAddress } from 'viem/utils';

/** An address with the checksum of EIP-55, which the text of a sign-in asks for. Loaded when a wallet is. */
export function checksummed(address: string): string {
  return getAddress(address as `0x${string}`);
}
