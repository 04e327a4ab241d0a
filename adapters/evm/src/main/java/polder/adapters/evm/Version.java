package polder.adapters.evm;

import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * One signed transaction for an intent; later versions have the same nonce and higher fees.
 *
 * @param raw as it is sent
 * @param atBlock the newest block when it was signed
 */
record Version(long nonce, Fees fees, long gasLimit, Bytes raw, long atBlock) {
  Hash hash() {
    return FeeTransaction.hash(raw);
  }
}
