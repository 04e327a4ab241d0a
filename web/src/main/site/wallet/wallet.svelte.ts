import { ApiError, get, send as ask } from '../api/client';
import type { Networks } from '../api/types';
import { discover, explained, quantity, WalletError, type Announced, type Provider } from './provider';
import { hexOf, signInText, type Challenge } from './siwe';

export { WalletError } from './provider';

/** A call of a contract. `gas` only where a chain cannot estimate it, see `contracts.ts`. */
export interface Call {
  to: string;
  data: string;
  value?: bigint;
  gas?: bigint;
}

export interface Session {
  account: string;
  expiresMillis: number;
}

interface Receipt {
  status: string;
  blockNumber: string;
}

const POLL_MILLIS = 1_000;
/** How long a transaction is waited for; it may be in a block later all the same. */
const PATIENCE_MILLIS = 180_000;

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
  #restored: Promise<void>;

  constructor() {
    discover((wallet) => {
      this.wallets = [...this.wallets, wallet];
      if (remembered('wallet') === wallet.rdns && !this.#provider) void this.#resume(wallet);
    });
    this.#restored = this.#restore();
  }

  /** Asks the wallet for an account; with several wallets the one named, or else the one used before, or the first. */
  async connect(rdns: string | null = remembered('wallet')): Promise<string> {
    const chosen = this.wallets.find((wallet) => wallet.rdns === rdns) ?? this.wallets[0];
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
    remember('wallet', null);
    this.account = null;
    this.#provider = null;
    if (this.session) await this.signOut();
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

  /**
   * Sends a transaction and waits until it is in a block.
   *
   * @param sent hears the transaction's hash as soon as there is one
   * @returns the hash
   * @throws WalletError `reverted` if the contract refused it
   */
  async send(call: Call, sent: (hash: string) => void = () => {}): Promise<string> {
    const account = await this.connect();
    await this.#onChain((await deployment()).chainId);
    const transaction = {
      from: account,
      to: call.to,
      data: call.data,
      value: quantity(call.value ?? 0n),
      ...(call.gas === undefined ? {} : { gas: quantity(call.gas) }),
    };
    const hash = String(
      await this.#asking('Confirm the transaction in your wallet', () =>
        this.#required().request({ method: 'eth_sendTransaction', params: [transaction] }),
      ),
    );
    sent(hash);
    await this.#mined(hash);
    return hash;
  }

  /** What a contract answers, as the wallet's chain has it; connects if need be. */
  async read(to: string, data: string): Promise<string> {
    await this.connect();
    await this.#onChain((await deployment()).chainId);
    try {
      return String(await this.#required().request({ method: 'eth_call', params: [{ to, data }, 'latest'] }));
    } catch (cause) {
      throw explained(cause);
    }
  }

  /** Done when a session and a wallet of an earlier visit are here again, or are not. */
  restored(): Promise<void> {
    return this.#restored;
  }

  async #mined(hash: string): Promise<void> {
    const until = Date.now() + PATIENCE_MILLIS;
    while (Date.now() < until) {
      const receipt = (await this.#required()
        .request({ method: 'eth_getTransactionReceipt', params: [hash] })
        .catch(() => null)) as Receipt | null;
      if (receipt && Number(receipt.status) === 1) return;
      if (receipt) {
        throw new WalletError('reverted', `The contract refused transaction ${hash}; only its fee was paid.`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    }
    throw new WalletError('failed', `Transaction ${hash} is in no block yet. It may come in later; look in your wallet.`);
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
    if (this.#provider !== wallet.provider) {
      this.#provider = wallet.provider;
      wallet.provider.on?.('accountsChanged', (changed: string[]) => void this.#use(wallet, changed));
      wallet.provider.on?.('chainChanged', (chain: string) => (this.chainId = Number(chain)));
    }
    const first = (accounts as string[])[0];
    const { checksummed } = await import('./checksum');
    this.account = first ? checksummed(first) : null;
    remember('wallet', this.account ? wallet.rdns : null);
    this.chainId = Number(await wallet.provider.request({ method: 'eth_chainId' }));
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
    if (!remembered('session')) return;
    try {
      this.#signed(await get<Session>('/v1/session'));
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 401) this.#signed(null);
    }
  }

  #signed(session: Session | null) {
    this.session = session;
    remember('session', session?.account ?? null);
    clearTimeout(this.#expiry);
    if (session) {
      const left = Math.min(session.expiresMillis - Date.now(), 2 ** 31 - 1);
      this.#expiry = setTimeout(() => this.#signed(null), Math.max(0, left));
    }
  }
  #expiry: ReturnType<typeof setTimeout> | undefined;
}

export function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

let known: Promise<Networks['deployment']> | undefined;

/** What the node says of its deployment; it does not change while it runs. */
function deployment(): Promise<Networks['deployment']> {
  known ??= get<Networks>('/v1/networks').then((networks) => networks.deployment);
  known.catch(() => (known = undefined));
  return known;
}

function remembered(what: string): string | null {
  try {
    return localStorage.getItem(`polder.${what}`);
  } catch {
    return null;
  }
}

function remember(what: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`polder.${what}`);
    else localStorage.setItem(`polder.${what}`, value);
  } catch {
    // No storage: asked again at the next visit.
  }
}

export const wallet = new Wallet();
