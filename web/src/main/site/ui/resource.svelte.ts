import { ApiError } from '../api/client';

/**
 * What is asked of the node: nothing yet, an answer, or an error. Keeps the last answer while a newer one is
 * on its way, so that a page does not blink.
 */
export class Resource<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state.raw<ApiError | undefined>(undefined);
  loading = $state(false);
  #abort: AbortController | undefined;

  /** Asks; a question that is still open is dropped. */
  async load(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    try {
      const value = await ask(abort.signal);
      if (abort.signal.aborted) return;
      this.value = value;
      this.error = undefined;
    } catch (cause) {
      if (abort.signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError(0, 'failed', String(cause));
    } finally {
      if (!abort.signal.aborted) this.loading = false;
    }
  }

  /** Drops an open question. */
  stop() {
    this.#abort?.abort();
  }
}
