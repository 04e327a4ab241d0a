/** As much of an `EventSource` as is used; it connects again by itself until it is `CLOSED`. */
export interface Source {
  readonly readyState: number;
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** What a stream tells besides its events. */
interface Told {
  /** Whether it is connected. */
  state: (connected: boolean) => void;
  /** It is connected again: what happened meanwhile was not told. */
  missed: () => void;
}

const CLOSED = 2;
const FIRST_WAIT_MILLIS = 1_000;
const MOST_WAIT_MILLIS = 60_000;

/** How long the `attempt`th attempt to connect again, from 0, is waited for: twice as long as the one before, up to a minute. */
export function waitMillis(attempt: number): number {
  return Math.min(MOST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** attempt);
}

/**
 * Events of the node for as long as they are wanted. A browser gives a stream up for good where the node answers with
 * anything but 200, as it does when too many listen; this one opens another then, after growing waits.
 */
export class Stream {
  #source: Source | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #broken = false;

  constructor(
    readonly open: () => Source,
    readonly handlers: Record<string, (data: unknown) => void>,
    readonly told: Told,
  ) {
    this.#connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #connect() {
    const source = this.open();
    this.#source = source;
    source.onopen = () => {
      this.#attempt = 0;
      this.told.state(true);
      if (this.#broken) this.told.missed();
      this.#broken = false;
    };
    source.onerror = () => {
      this.#broken = true;
      this.told.state(false);
      if (source.readyState === CLOSED) this.#timer = setTimeout(() => this.#connect(), waitMillis(this.#attempt++));
    };
    for (const [type, handler] of Object.entries(this.handlers)) {
      source.addEventListener(type, (event) => handler(JSON.parse(event.data)));
    }
  }
}
