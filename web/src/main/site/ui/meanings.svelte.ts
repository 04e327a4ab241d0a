import { get } from '../api/client';

/** What the codes of a network's reasons mean: asked of the node once each. */
export class Meanings {
  #known = $state<Record<string, string>>({});
  readonly #asked = new Set<string>();

  readonly #network: string;

  constructor(network: string) {
    this.#network = network;
  }

  /** What `codes` mean, in one line; a code stands for itself until the node has answered. */
  of(codes: string[]): string {
    codes.forEach((code) => this.#ask(code));
    return codes.map((code) => this.#known[code] ?? code).join('; ');
  }

  #ask(code: string) {
    if (this.#asked.has(code)) return;
    this.#asked.add(code);
    const path = `/v1/networks/${encodeURIComponent(this.#network)}/reasons/${encodeURIComponent(code)}`;
    get<{ meaning: string }>(path).then(
      ({ meaning }) => (this.#known[code] = meaning),
      // The network may have no words for it; what could not be asked is asked again.
      ({ status }) => status === 404 || this.#asked.delete(code),
    );
  }
}
