/** The part of a document that tells whether somebody looks at the page. */
interface Sight {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

/**
 * Does something once it is called for and somebody looks at the page: what is called for while the page is hidden is
 * done when it is seen again, once however often it was called for.
 */
export class WhenSeen {
  #due = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #turned = () => this.#try();

  /** @param delayMillis how long it is waited after a call; calls meanwhile are one with it */
  constructor(
    readonly act: () => void,
    readonly delayMillis = 0,
    readonly sight: Sight = document,
  ) {
    sight.addEventListener('visibilitychange', this.#turned);
  }

  call() {
    if (this.delayMillis === 0) {
      this.#due = true;
      this.#try();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#due = true;
      this.#try();
    }, this.delayMillis);
  }

  /** Nothing is done from now on. */
  stop() {
    this.#due = false;
    clearTimeout(this.#timer);
    this.sight.removeEventListener('visibilitychange', this.#turned);
  }

  #try() {
    if (!this.#due || this.sight.hidden) return;
    this.#due = false;
    this.act();
  }
}
