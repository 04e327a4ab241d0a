import { fateOf, type Request, type Sent } from './fate';
import { WalletError, type Call } from './provider';

/** What the outbox stands on: the wallet, a place that outlives the page, and time. */
export interface Means {
  transmit(call: Call): Promise<Pick<Sent, 'hash' | 'from' | 'chainId'>>;
  request: Request;
  /** What was sent and is open, kept over visits; null where there is no such place. */
  read(): string | null;
  write(text: string): void;
  now(): number;
  pause(millis: number): Promise<void>;
}

/** What became of a transaction that is open no more; `unsure` is that another took its place, or nobody waits for it. */
export type Outcome = 'done' | 'refused' | 'unsure';

const SOON_MILLIS = 1_000;
const LATER_MILLIS = 10_000;
/** As often it is asked every second; afterwards every ten. */
const SOON = 180;
/** So often in a row a transaction is missing before it counts as replaced: nodes behind one address differ for a moment. */
const MISSING = 5;
const MOST_KEPT = 50;

/**
 * Transactions from the moment at which the wallet gave their hash until it is known what became of them. What is in
 * here is not sent a second time, however long it takes and whether or not the page was left meanwhile.
 */
export class Outbox {
  open = $state.raw<Sent[]>([]);
  #outcomes = $state.raw<Record<string, { hash: string; outcome: Outcome }>>({});
  readonly #means: Means;
  readonly #watched = new Map<string, Promise<Outcome>>();

  constructor(means: Means) {
    this.#means = means;
    this.look();
  }

  /** The transaction that does this and is open. */
  of(what: string): Sent | undefined {
    return this.open.find((sent) => sent.what === what);
  }

  /** What became of the last that did this, in this visit. */
  outcomeOf(what: string): { hash: string; outcome: Outcome } | undefined {
    return this.#outcomes[what];
  }

  /** Reads anew what is kept, which another page of this site may have changed, and watches it. */
  look() {
    const kept = parsed(this.#means.read());
    const mine = this.open.filter((sent) => this.#watched.has(sent.hash) && !kept.some(({ hash }) => hash === sent.hash));
    this.open = [...kept, ...mine];
    for (const sent of this.open) void this.#watch(sent);
  }

  /**
   * Sends a transaction and waits, however long, until it is known what became of it.
   *
   * @param told hears the hash as soon as there is one
   * @throws WalletError `open` where the same is on its way, `reverted` where the contract refused it, `unsure` where
   *     nobody can tell
   */
  async send(what: string, call: Call, told: (hash: string) => void = () => {}): Promise<string> {
    const before = this.of(what);
    if (before) {
      throw new WalletError('open', `This was sent already, as ${before.hash}, and is in no block yet. Wait until it is.`);
    }
    const { hash, from, chainId } = await this.#means.transmit(call);
    const sent: Sent = { what, hash, from, chainId, sentMillis: this.#means.now(), nonce: null };
    this.#keep((open) => [...open, sent]);
    told(hash);
    const outcome = await this.#watch(sent);
    if (outcome === 'refused') {
      throw new WalletError('reverted', `The contract refused transaction ${hash}; only its fee was paid.`);
    }
    if (outcome === 'unsure') {
      throw new WalletError(
        'unsure',
        `Transaction ${hash} is in no block, and may have been replaced in your wallet by another one that does the same.` +
          ' Look there, and at the figures here, before you do it again.',
      );
    }
    return hash;
  }

  /** No longer waits for a transaction: its owner says that the wallet dropped it. */
  forget(hash: string) {
    const sent = this.open.find((one) => one.hash === hash);
    if (sent) this.#know(sent, 'unsure');
  }

  #watch(sent: Sent): Promise<Outcome> {
    const watched = this.#watched.get(sent.hash);
    if (watched) return watched;
    const watching = this.#ask(sent).finally(() => this.#watched.delete(sent.hash));
    this.#watched.set(sent.hash, watching);
    return watching;
  }

  async #ask(first: Sent): Promise<Outcome> {
    let sent = first;
    let missing = 0;
    for (let asked = 0; ; asked++) {
      const fate = await fateOf(sent, this.#means.request).catch(() => null);
      if (fate?.state === 'done' || fate?.state === 'refused') return this.#know(sent, fate.state);
      // A wallet that does not answer, or is not connected, tells nothing: asked again.
      missing = fate?.state === 'missing' ? missing + 1 : 0;
      if (missing >= MISSING) return this.#know(sent, 'unsure');
      if (fate && fate.nonce !== sent.nonce) sent = this.#numbered(sent, fate.nonce);
      if (!this.open.some(({ hash }) => hash === sent.hash)) return 'unsure';
      await this.#means.pause(asked < SOON ? SOON_MILLIS : LATER_MILLIS);
    }
  }

  /** Kept with its number: the chain may forget the transaction, and the number still tells that it was replaced. */
  #numbered(sent: Sent, nonce: number | null): Sent {
    const numbered = { ...sent, nonce };
    this.#keep((open) => open.map((one) => (one.hash === sent.hash ? numbered : one)));
    return numbered;
  }

  #know(sent: Sent, outcome: Outcome): Outcome {
    this.#outcomes = { ...this.#outcomes, [sent.what]: { hash: sent.hash, outcome } };
    this.#keep((open) => open.filter(({ hash }) => hash !== sent.hash));
    return outcome;
  }

  #keep(change: (open: Sent[]) => Sent[]) {
    // What another page kept a moment ago must not be lost.
    const others = parsed(this.#means.read()).filter(({ hash }) => !this.open.some((one) => one.hash === hash));
    this.open = change([...this.open, ...others]).slice(-MOST_KEPT);
    this.#means.write(JSON.stringify(this.open));
  }
}

function parsed(text: string | null): Sent[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSent).slice(-MOST_KEPT) : [];
  } catch {
    return [];
  }
}

function isSent(one: Partial<Sent> | null): one is Sent {
  return typeof one?.what === 'string' && typeof one.hash === 'string' && typeof one.from === 'string' && typeof one.chainId === 'number';
}
