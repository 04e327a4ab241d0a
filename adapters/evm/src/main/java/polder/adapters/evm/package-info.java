/**
 * Any EVM chain by the addresses of its JSON-RPC nodes. Receives intents of one account, and
 * questions; gives transactions, each intent's once, events in canonical order, and what contracts
 * answer. Keeps a wallet's key file, and can start a local chain to develop on. Knows no contract
 * of Polder, which are in the room behind; never signs what is not written down before; never
 * trusts a single node's silence.
 */
@NullMarked
package polder.adapters.evm;

import org.jspecify.annotations.NullMarked;
