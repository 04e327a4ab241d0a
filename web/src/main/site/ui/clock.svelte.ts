import { createSubscriber } from 'svelte/reactivity';

/** The one clock of all pages: told anew every second while anything shown depends on it, and never otherwise. */
class Clock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1_000);
    return () => clearInterval(timer);
  });

  /** Milliseconds since 1970. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
