/** What the node gives for a sign-in, see /v1/session/nonce. */
export interface Challenge {
  nonce: string;
  domain: string;
  uri: string;
  chainId: number;
  /** What the node wants said to whom it asks. */
  statement: string;
  expiresMillis: number;
}

/** The text that a wallet's owner reads and signs to sign in, by EIP-4361 to the letter: nodes check each line. */
export function signInText(account: string, challenge: Challenge, issued: Date): string {
  return [
    `${challenge.domain} wants you to sign in with your Ethereum account:`,
    account,
    '',
    challenge.statement,
    '',
    `URI: ${challenge.uri}`,
    'Version: 1',
    `Chain ID: ${challenge.chainId}`,
    `Nonce: ${challenge.nonce}`,
    `Issued At: ${issued.toISOString()}`,
    `Expiration Time: ${new Date(challenge.expiresMillis).toISOString()}`,
  ].join('\n');
}

/** Text as personal_sign wants it: hex of its UTF-8. */
export function hexOf(text: string): string {
  return `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
