import { createPublicClient, createWalletClient, http, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

/**
 * A browser wallet with one account, for a development chain: what a page asks by EIP-1193 is answered as MetaMask
 * would, after the person agreed. It announces itself by EIP-6963. What it was asked is in `asked`.
 */
export async function giveWallet(context, rpc) {
  const account = privateKeyToAccount(generatePrivateKey());
  const transport = http(rpc);
  const chain = createPublicClient({ transport });
  const id = await chain.getChainId();
  const signer = createWalletClient({
    account,
    transport,
    chain: { id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [rpc] } } },
  });
  await chain.request({ method: 'anvil_setBalance', params: [account.address, toHex(10n ** 19n)] });
  const asked = [];
  /** While `receipts` is true, the chain tells of no transaction that it is in a block. */
  const late = { receipts: false };

  async function answer(method, params) {
    asked.push(method);
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return [account.address];
      case 'eth_chainId':
        return toHex(id);
      case 'wallet_switchEthereumChain':
      case 'wallet_addEthereumChain':
        return null;
      case 'personal_sign':
        return account.signMessage({ message: { raw: params[0] } });
      case 'eth_signTypedData_v4': {
        const data = JSON.parse(params[1]);
        return account.signTypedData(data);
      }
      case 'eth_sendTransaction': {
        const { to, data, value } = params[0];
        return signer.sendTransaction({ to, data, value: value === undefined ? 0n : BigInt(value) });
      }
      case 'eth_getTransactionReceipt':
        return late.receipts ? null : chain.request({ method, params });
      default:
        return chain.request({ method, params });
    }
  }

  await context.exposeFunction('polderWalletAnswers', async (method, params) => {
    try {
      return { result: await answer(method, params ?? []) };
    } catch (error) {
      return { error: { code: error.code ?? -32603, message: error.shortMessage ?? error.message } };
    }
  });
  await context.addInitScript(() => {
    const provider = {
      async request({ method, params }) {
        const { result, error } = await window.polderWalletAnswers(method, params);
        if (error) throw Object.assign(new Error(error.message), { code: error.code });
        return result;
      },
      on() {},
      removeListener() {},
    };
    const info = { uuid: 'f3b8f5c2-0f0e-4a55-9a0a-2f6b1b3f7a11', name: 'Test wallet', icon: 'data:image/svg+xml,<svg/>', rdns: 'test.wallet' };
    const announce = () =>
      window.dispatchEvent(
        new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }),
      );
    window.addEventListener('eip6963:requestProvider', announce);
    window.ethereum = provider;
    announce();
  });
  return { address: account.address.toLowerCase(), chain, asked, late };
}
