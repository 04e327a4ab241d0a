import { ApiError } from '../../api/client';
import { handIn, type Draft, type Joined } from '../../api/join';
import { wallet } from '../../wallet/wallet.svelte';
import { troubleOf } from '../../ui/trouble';

export type Step = 'start' | 'signing in' | 'drafting' | 'drafted' | 'signing' | 'sending' | 'done';

/**
 * One enrolment on its way: signed in, drafted by the node, signed by the wallet, taken by the gateway. What
 * fails can be tried again from where it stood; a signature that was given is not asked for twice.
 */
export class Enrolment {
  step = $state<Step>('start');
  draft = $state.raw<Draft | null>(null);
  joined = $state.raw<Joined | null>(null);
  trouble = $state<string | null>(null);
  busy = $derived(this.step !== 'start' && this.step !== 'drafted' && this.step !== 'done');
  #signature: string | null = null;

  /** Signs in if need be, then has the node draft. */
  async prepare(ask: (account: string) => Promise<Draft>): Promise<void> {
    await this.#attempt('start', async () => {
      this.step = 'signing in';
      const account = await wallet.signedInAs();
      this.step = 'drafting';
      this.draft = await ask(account);
      this.step = 'drafted';
    });
  }

  /** Takes a draft that is there already. */
  take(draft: Draft) {
    this.draft = draft;
    this.step = 'drafted';
  }

  /** Has the wallet sign the draft, and hands it in. */
  async sign(): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    await this.#attempt('drafted', async () => {
      this.step = 'signing';
      this.#signature ??= await wallet.signTypedData(draft.typedData);
      this.step = 'sending';
      try {
        this.joined = await handIn(draft.draft, this.#signature);
      } catch (cause) {
        // What the node could not keep now is sent again as it is; what it refused needs another signature.
        if (cause instanceof ApiError && cause.status < 500 && cause.status !== 0) this.#signature = null;
        throw cause;
      }
      this.step = 'done';
    });
  }

  /** Back to the start, for another draft. */
  reset() {
    this.step = 'start';
    this.draft = null;
    this.joined = null;
    this.trouble = null;
    this.#signature = null;
  }

  async #attempt(back: Step, act: () => Promise<void>) {
    this.trouble = null;
    try {
      await act();
    } catch (cause) {
      this.trouble = troubleOf(cause);
      this.step = back;
    }
  }
}
