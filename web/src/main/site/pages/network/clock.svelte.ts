/**
 * The node's time, as it goes on between two words of the node; the clock of this machine may be wrong by
 * hours, so only its course is used.
 */
export class NodeClock {
  now = $state(0);
  #told = 0;
  #at = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** What the node said its time is. */
  set(nowMillis: number) {
    this.#told = nowMillis;
    this.#at = performance.now();
    this.now = nowMillis;
    this.#timer ??= setInterval(() => (this.now = Math.round(this.#told + performance.now() - this.#at)), 500);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
