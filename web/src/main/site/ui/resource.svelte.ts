import { ApiError, get } from '../api/client';

/**
 * What is asked of the node: nothing yet, an answer, or an error. While the same is asked again it keeps the last
 * answer, so that a page does not blink; with another question the answer to the one before is gone at once. Of answers
 * that overtake each other the one to the newest question counts. Made by a component, it asks no longer than that is
 * there.
 */
export class Resource<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state.raw<ApiError | undefined>(undefined);
  loading = $state(false);
  #abort: AbortController | undefined;
  #question: string | undefined;

  constructor() {
    $effect(() => () => this.stop());
  }

  /** Asks for what is at a path of the node. */
  get(path: string): Promise<void> {
    return this.load((signal) => get<T>(path, signal), path);
  }

  /**
   * Asks; a question that is still open is dropped.
   *
   * @param question what tells it from other questions; where it is left out, it is the one before
   */
  async load(ask: (signal: AbortSignal) => Promise<T>, question = this.#question): Promise<void> {
    this.stop();
    if (question !== this.#question) {
      this.value = undefined;
      this.error = undefined;
    }
    this.#question = question;
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
      this.error = errorOf(cause);
    } finally {
      if (!abort.signal.aborted) this.loading = false;
    }
  }

  /** Drops an open question. */
  stop() {
    this.#abort?.abort();
  }
}

function errorOf(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  if (!(cause instanceof Error)) return new ApiError(0, 'failed', String(cause));
  const { code } = cause as { code?: unknown };
  return new ApiError(0, typeof code === 'string' ? code : 'failed', cause.message);
}
