import { same } from './address';
import { ApiError, get, send as ask } from '../api/client';
import type { Networks } from '../api/types';
import { discover, explained, follow, quantity, WalletError, type Announced, type Call, type Provider } from './provider';
import { hexOf, signInText, type Challenge } from './siwe';

interface Session {
  account: string;
  expiresMillis: number;
}

/**
 * The browser's wallet and who is signed in with it. Everything a person reads of a failure is in the
 * {@link WalletError} or {@link ApiError} that its methods throw.
 */
class Wallet {
  /** The account that the wallet lets this page use, with its checksum; null until connected. */
  account = $state<string | null>(null);
  /** The chain that the wallet is on. */
  chainId = $state<number | null>(null);
  /** All wallets of this browser. */
  wallets = $state.raw<Announced[]>([]);
  session = $state.raw<Session | null>(null);
  /** What the wallet was asked and has not answered. */
  waiting = $state<string | null>(null);
  available = $derived(this.wallets.length > 0);
  /** Whether the session is of the account that the wallet shows. */
  signedIn = $derived(
    this.session !== null && (this.account === null || same(this.session.account, this.account)),
  );
  #provider: Provider | null = null;
  /** Ends hearing the wallet in use. */
  #unfollow = () => {};
  /** Goes up with each word of which accounts there are: an older one that comes late counts no more. */
  #turn = 0;
  readonly #undiscover: () => void;
  readonly #restored: Promise<void>;

  constructor() {
    this.#undiscover = discover((wallet) => {
      this.wallets = [...this.wallets, wallet];
      if (kept('wallet') === wallet.rdns && !this.#provider) void this.#resume(wallet);
    });
    this.#restored = this.#restore();
  }

  /** Hears no wallet any more. */
  close() {
    this.#undiscover();
    this.#leave();
    clearTimeout(this.#expiry);
  }

  /**
   * Asks the wallet for an account, unless there is one; with several wallets the one named, or else the one used before,
   * or the first.
   */
  async connect(rdns?: string): Promise<string> {
    if (rdns === undefined && this.account && this.#provider) return this.account;
    const wanted = rdns ?? kept('wallet');
    const chosen = this.wallets.find((wallet) => wallet.rdns === wanted) ?? this.wallets[0];
    if (!chosen) {
      throw new WalletError(
        'no_wallet',
        'This browser has no wallet. Install one (MetaMask, Rabby, Frame and others are browser extensions), then' +
          ' load this page again. On a phone, open this address in the browser inside your wallet app.',
      );
    }
    if (this.account && this.#provider === chosen.provider) return this.account;
    const accounts = await this.#asking('Choose an account in your wallet', () =>
      chosen.provider.request({ method: 'eth_requestAccounts' }),
    );
    await this.#use(chosen, accounts);
    if (!this.account) throw new WalletError('rejected', 'The wallet gave no account. Connect it again.');
    return this.account;
  }

  /** The account, with the wallet on the deployment's chain: asks for both where need be. */
  async ready(): Promise<string> {
    const account = await this.connect();
    await this.#onChain((await deployment()).chainId);
    return account;
  }

  /** Signs in by EIP-4361: connects if need be, then has the wallet sign the node's nonce. */
  async signIn(): Promise<void> {
    const account = await this.connect();
    const challenge = await get<Challenge>('/v1/session/nonce');
    const message = signInText(account, challenge, new Date());
    const signature = await this.#asking('Read and sign the message in your wallet', () =>
      this.#required().request({ method: 'personal_sign', params: [hexOf(message), account] }),
    );
    this.#signed(await ask<Session>('POST', '/v1/session', { message, signature }));
  }

  /** Ends the session; the wallet stays connected. */
  async signOut(): Promise<void> {
    this.#signed(null);
    await ask('DELETE', '/v1/session');
  }

  /** Forgets the wallet in this browser, and ends the session. */
  async disconnect(): Promise<void> {
    keep('wallet', null);
    this.#leave();
    if (this.session) await this.signOut();
  }

  /** The account that is signed in, after it has signed in if need be. */
  async signedInAs(): Promise<string> {
    await this.restored();
    await this.connect();
    if (!this.signedIn) await this.signIn();
    return this.account ?? this.connect();
  }

  /** Signs EIP-712 typed data as it stands (eth_signTypedData_v4); the chain is switched where its domain names one. */
  async signTypedData(typedData: unknown): Promise<string> {
    const account = await this.connect();
    const chain = Number((typedData as { domain?: { chainId?: number | string } }).domain?.chainId);
    if (chain > 0) await this.#onChain(chain);
    const signed = await this.#asking('Read and sign in your wallet', () =>
      this.#required().request({ method: 'eth_signTypedData_v4', params: [account, JSON.stringify(typedData)] }),
    );
    return String(signed);
  }

  /** Has the wallet send a transaction, which is in no block yet then: see `Outbox`, by which pages send. */
  async transmit(call: Call): Promise<{ hash: string; from: string; chainId: number }> {
    const from = await this.ready();
    const { chainId } = await deployment();
    const transaction = {
      from,
      to: call.to,
      data: call.data,
      value: quantity(call.value ?? 0n),
      ...(call.gas === undefined ? {} : { gas: quantity(call.gas) }),
    };
    const hash = await this.#asking('Confirm the transaction in your wallet', () =>
      this.#required().request({ method: 'eth_sendTransaction', params: [transaction] }),
    );
    return { hash: String(hash), from, chainId };
  }

  /**
   * What a contract answers, as the wallet's chain has it. Only looks: never opens the wallet.
   *
   * @throws WalletError `wrong_chain` where the wallet is on another chain than the deployment's
   */
  async read(to: string, data: string): Promise<string> {
    const { chainId } = await deployment();
    try {
      this.chainId = Number(await this.request('eth_chainId'));
      if (this.chainId !== chainId) {
        throw new WalletError('wrong_chain', `Your wallet is on chain ${this.chainId}, and the contracts are on chain ${chainId}.`);
      }
      return String(await this.request('eth_call', [{ to, data }, 'latest']));
    } catch (cause) {
      throw explained(cause);
    }
  }

  /** A question that the wallet answers without its owner. */
  async request(method: string, params: unknown[] = []): Promise<unknown> {
    return this.#required().request({ method, params });
  }

  /** Done when a session and a wallet of an earlier visit are here again, or are not. */
  restored(): Promise<void> {
    return this.#restored;
  }

  /** Has the wallet change to a chain, and learn it where it does not know it. */
  async #onChain(chainId: number): Promise<void> {
    const provider = this.#required();
    this.chainId = Number(await provider.request({ method: 'eth_chainId' }));
    if (this.chainId === chainId) return;
    const switching = { method: 'wallet_switchEthereumChain', params: [{ chainId: quantity(chainId) }] };
    try {
      await this.#asking(`Let your wallet change to chain ${chainId}`, () => provider.request(switching));
    } catch (cause) {
      if (cause instanceof WalletError && (cause.code === 'rejected' || cause.code === 'pending')) throw cause;
      await this.#addChain(provider, chainId);
      await this.#asking(`Let your wallet change to chain ${chainId}`, () => provider.request(switching));
    }
    this.chainId = Number(await provider.request({ method: 'eth_chainId' }));
    if (this.chainId !== chainId) {
      throw new WalletError('wrong_chain', `The wallet is on chain ${this.chainId}; change it to chain ${chainId}.`);
    }
  }

  async #addChain(provider: Provider, chainId: number): Promise<void> {
    const settlement = await get<{ rpc?: string }>('/v1/settlement').catch(() => ({ rpc: undefined }));
    if (!settlement.rpc) {
      throw new WalletError(
        'wrong_chain',
        `Your wallet does not know chain ${chainId}, and this node does not say where that chain is reached.` +
          ' Add the chain in your wallet, with an RPC address of its operator.',
      );
    }
    const chain = {
      chainId: quantity(chainId),
      chainName: (await deployment()).name + ` (${chainId})`,
      rpcUrls: [settlement.rpc],
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    };
    await this.#asking(`Let your wallet add chain ${chainId}`, () =>
      provider.request({ method: 'wallet_addEthereumChain', params: [chain] }),
    );
  }

  async #asking<T>(what: string, asked: () => Promise<T>): Promise<T> {
    this.waiting = what;
    try {
      return await asked();
    } catch (cause) {
      throw explained(cause);
    } finally {
      this.waiting = null;
    }
  }

  #required(): Provider {
    if (!this.#provider) throw new WalletError('no_wallet', 'The wallet is not connected. Connect it first.');
    return this.#provider;
  }

  async #use(wallet: Announced, accounts: unknown): Promise<void> {
    const turn = ++this.#turn;
    if (this.#provider !== wallet.provider) {
      this.#unfollow();
      this.#provider = wallet.provider;
      this.#unfollow = follow(wallet.provider, {
        accounts: (changed) => void this.#use(wallet, changed),
        chain: (changed) => (this.chainId = changed),
      });
    }
    const first = (accounts as string[])[0];
    const { checksummed } = await import('./checksum');
    if (turn !== this.#turn) return;
    this.account = first ? checksummed(first) : null;
    keep('wallet', this.account ? wallet.rdns : null);
    const chainId = Number(await wallet.provider.request({ method: 'eth_chainId' }));
    if (turn === this.#turn) this.chainId = chainId;
  }

  #leave() {
    this.#turn++;
    this.#unfollow();
    this.#unfollow = () => {};
    this.#provider = null;
    this.account = null;
    this.chainId = null;
  }

  /** Takes up a wallet of an earlier visit without asking anybody anything. */
  async #resume(wallet: Announced): Promise<void> {
    try {
      const accounts = (await wallet.provider.request({ method: 'eth_accounts' })) as string[];
      if (accounts.length > 0 && !this.account) await this.#use(wallet, accounts);
    } catch {
      // Locked, or no longer allowed: it is asked when somebody connects.
    }
  }

  async #restore(): Promise<void> {
    if (!kept('session')) return;
    try {
      this.#signed(await get<Session>('/v1/session'));
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 401) this.#signed(null);
    }
  }

  #signed(session: Session | null) {
    this.session = session;
    keep('session', session?.account ?? null);
    clearTimeout(this.#expiry);
    if (session) {
      const left = Math.min(session.expiresMillis - Date.now(), 2 ** 31 - 1);
      this.#expiry = setTimeout(() => this.#signed(null), Math.max(0, left));
    }
  }
  #expiry: ReturnType<typeof setTimeout> | undefined;
}

let known: Promise<Networks['deployment']> | undefined;

/** What the node says of its deployment; it does not change while it runs. */
function deployment(): Promise<Networks['deployment']> {
  known ??= get<Networks>('/v1/networks').then((networks) => networks.deployment);
  known.catch(() => (known = undefined));
  return known;
}

/** What this browser keeps for this page. */
export function kept(what: string): string | null {
  try {
    return localStorage.getItem(`polder.${what}`);
  } catch {
    return null;
  }
}

export function keep(what: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`polder.${what}`);
    else localStorage.setItem(`polder.${what}`, value);
  } catch {
    // No storage: asked again at the next visit.
  }
}

export const wallet = new Wallet();
// While somebody writes these pages, a new wallet takes the place of this one.
import.meta.hot?.dispose(() => wallet.close());
