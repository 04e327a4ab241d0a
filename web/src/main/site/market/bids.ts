import type { Bid, Deeds, Line, Story } from '../api/market';

/** A bid as the page shows it: what it was, and what became of it. */
export interface Outcome {
  machine: string;
  owner: string;
  /** Where it was opened and the auction looked at it. */
  priceNano?: bigint;
  state: 'sealed' | 'open' | 'won' | 'lost';
  /** Codes of why it lost. */
  reasons: string[];
  sealedEpoch?: number;
}

/**
 * An order's bids: while it is bid for as they stand, later as the epoch says that decided them; the winner first, then the
 * cheapest. Null where that is known no more, or withheld.
 */
export function bids(story: Story): Outcome[] | null {
  const standing = story.order?.bids;
  if (standing) return sorted(standing.map(standingBid));
  const decided = story.cleared ?? (story.over && !story.was?.lease ? story.latest : undefined);
  if (!decided?.lines) return null;
  return sorted(decided.lines.filter(isBid).map((line) => decidedBid(line, decided)));
}

function standingBid(bid: Bid): Outcome {
  return {
    machine: bid.machine,
    owner: bid.owner,
    state: bid.priceNano === undefined ? 'sealed' : 'open',
    reasons: [],
    sealedEpoch: bid.sealedEpoch,
    ...(bid.priceNano === undefined ? {} : { priceNano: BigInt(bid.priceNano) }),
  };
}

function isBid(line: Line): boolean {
  return line.said.some(({ subject }) => subject === 'bid');
}

/** What a bid asked for stands in the check against the limit, which each bid that takes part goes through first. */
function decidedBid(line: Line, { reason }: Deeds): Outcome {
  const check = line.said.flatMap(({ checks }) => checks).find((one) => one.check === 'above_limit');
  const won = reason === 'leased' && line.reasons.includes('won');
  return {
    machine: line.device,
    owner: line.owner,
    state: won ? 'won' : 'lost',
    reasons: line.reasons,
    ...(check && /^\d+$/.test(check.value) ? { priceNano: BigInt(check.value) } : {}),
  };
}

function sorted(all: Outcome[]): Outcome[] {
  const rank = (one: Outcome) => (one.state === 'won' ? 0 : one.priceNano === undefined ? 2 : 1);
  return all.toSorted((a, b) => {
    const first = rank(a) - rank(b);
    if (first !== 0) return first;
    const [one, other] = [a.priceNano ?? 0n, b.priceNano ?? 0n];
    return one < other ? -1 : one > other ? 1 : a.machine < b.machine ? -1 : 1;
  });
}
