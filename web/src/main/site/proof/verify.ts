import { didKey, fromHex, toHex } from './bytes';
import { decode } from './cbor';
import { isSigned, readEnvelope, type Envelope } from './envelope';
import { readHeader, type Header } from './header';
import { climb, isRoot, type Climb } from './merkle';

/** The document of `polder prove reward`, of which a browser reads these. What else stands in it proves nothing. */
export interface ProofDocument {
  form: string;
  kind: string;
  header: string;
  device: string;
  leaves: { bytes: string; index: number; size: number; path: string[] }[];
}

/** What a line of an epoch's outcome says a device earned. */
export interface RewardLine {
  network: string;
  device: string;
  owner: string;
  weightPpm: bigint;
  amountNano: bigint;
  held: boolean;
}

/** What is known otherwise, and must be the same. */
export interface Expected {
  /** The epoch whose page this is. */
  epoch: string;
  /** Its header's hash, as the node tells it. */
  headerHash: string;
  device: string;
  /** The key that the deployment names as its node's; null where that is not known. */
  node: string | null;
}

/**
 * What came of it: `proven` is all of it, the node's signature included; `unsigned` is that the hashes fit each other
 * and nobody is known to answer for them; `refuted` is that something does not hold.
 */
export type Verdict = 'proven' | 'unsigned' | 'refuted';

export interface Checked {
  lines: { reward: RewardLine; climb: Climb; underRoot: boolean; index: number; size: number }[];
  header: Header;
  /** Whether the header is the one of the page: epoch and hash. */
  isHeaderExpected: boolean;
  envelope: Envelope;
  /** Undefined where the browser cannot check it. */
  isSignatureGood: boolean | undefined;
  /** Undefined where the node's key is not known. */
  isSignerExpected: boolean | undefined;
  verdict: Verdict;
}

const REWARD = 2n;
const MOST_LINES = 1_000;

/**
 * Recomputes everything from the document's bytes: each line's hash up to the outcome's root, the header's hash, and
 * the node's signature.
 *
 * @param signed checks a signature; undefined is that it cannot
 * @throws Error saying what is no proof
 */
export async function check(
  document: ProofDocument,
  expected: Expected,
  signed: (envelope: Envelope) => Promise<boolean | undefined> = isSigned,
): Promise<Checked> {
  if (document.form !== 'polder/proof/1' || document.kind !== 'reward') throw new Error('this is no proof of a reward');
  if (!Array.isArray(document.leaves) || document.leaves.length === 0 || document.leaves.length > MOST_LINES) {
    throw new Error('the proof has no line');
  }
  const envelope = readEnvelope(fromHex(document.header));
  const header = await readHeader(envelope.payload);
  const lines: Checked['lines'] = [];
  for (const leaf of document.leaves) {
    const bytes = fromHex(leaf.bytes);
    const climbed = await climb(bytes, leaf.index, leaf.size, leaf.path.map(fromHex));
    const reward = readReward(bytes);
    const underRoot =
      isRoot(climbed, header.outcomeRoot) &&
      BigInt(leaf.size) === header.outcomeCount &&
      reward.device === expected.device;
    lines.push({ reward, climb: climbed, underRoot, index: leaf.index, size: leaf.size });
  }
  const isHeaderExpected = header.hash === expected.headerHash && String(header.epoch) === expected.epoch;
  const isSignatureGood = await signed(envelope);
  const isSignerExpected = expected.node === null ? undefined : envelope.did === expected.node;
  const parts = [...lines.map((line) => line.underRoot), isHeaderExpected, isSignatureGood, isSignerExpected];
  return { lines, header, isHeaderExpected, envelope, isSignatureGood, isSignerExpected, verdict: verdictOf(parts) };
}

/** One part that does not hold refutes all; one that was not checked leaves it open, however well the others hold. */
function verdictOf(parts: (boolean | undefined)[]): Verdict {
  if (parts.includes(false)) return 'refuted';
  return parts.includes(undefined) ? 'unsigned' : 'proven';
}

/** Reads a line by the order of OutcomeCodec.writeReward. */
function readReward(bytes: Uint8Array): RewardLine {
  const line = decode(bytes);
  if (!Array.isArray(line) || line.length !== 15 || line[0] !== REWARD) throw new Error('the line is none of a reward');
  const [, network, , multikey, owner, weight, , , , amount, held] = line;
  if (
    typeof network !== 'string' ||
    !(multikey instanceof Uint8Array) ||
    !(owner instanceof Uint8Array && owner.length === 20) ||
    typeof weight !== 'bigint' ||
    typeof amount !== 'bigint' ||
    typeof held !== 'boolean'
  ) {
    throw new Error('the line is none of a reward');
  }
  return { network, device: didKey(multikey), owner: `0x${toHex(owner)}`, weightPpm: weight, amountNano: amount, held };
}
