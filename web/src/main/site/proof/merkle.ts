import { equal, join, sha256 } from './bytes';

/** One step on the way from a leaf to the root. */
export interface Step {
  /** On which side of ours the other hash stands. */
  side: 'left' | 'right';
  sibling: Uint8Array;
  hash: Uint8Array;
}

export interface Climb {
  leafHash: Uint8Array;
  steps: Step[];
  root: Uint8Array;
  /** Whether the path has exactly the hashes that a leaf at this place of a tree of this size needs. */
  fits: boolean;
}

const MOST_PATH = 63;

/** The hash of a leaf (RFC 6962 section 2.1): SHA-256(0x00 ‖ bytes). */
export function leafHash(leaf: Uint8Array): Promise<Uint8Array> {
  return sha256(join(Uint8Array.of(0), leaf));
}

/** The hash over two nodes: SHA-256(0x01 ‖ left ‖ right). */
function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return sha256(join(Uint8Array.of(1), left, right));
}

/** Goes from a leaf up its path, as RFC 9162 section 2.1.3.2 says: a node without a right neighbour rises as it is. */
export async function climb(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Promise<Climb> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw new Error(`a tree of ${size} has no leaf ${index}`);
  }
  if (path.length > MOST_PATH || path.some((hash) => hash.length !== 32)) throw new Error('that is no path of hashes');
  const leafs = await leafHash(leaf);
  const steps: Step[] = [];
  let hash = leafs;
  let at = index;
  for (let last = size - 1; last > 0; last = Math.floor(last / 2)) {
    const right = at % 2 === 1;
    if (right || at < last) {
      const sibling = path[steps.length];
      if (!sibling) return { leafHash: leafs, steps, root: hash, fits: false };
      hash = await (right ? nodeHash(sibling, hash) : nodeHash(hash, sibling));
      steps.push({ side: right ? 'left' : 'right', sibling, hash });
    }
    at = Math.floor(at / 2);
  }
  return { leafHash: leafs, steps, root: hash, fits: steps.length === path.length };
}

export function isRoot(climbed: Climb, root: Uint8Array): boolean {
  return climbed.fits && equal(climbed.root, root);
}
