package polder.protocol.receipt;

import java.util.function.Function;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;

/**
 * Who answers with its stake for a node's receipts.
 *
 * @param account whose stake
 * @param domain the contract's, by EIP-712
 * @param signer signs a digest: r ‖ s ‖ v
 */
public record Bondsman(Account account, Hash domain, Function<Hash, byte[]> signer) {
  /**
   * Signs for a batch.
   *
   * @param size how many messages it has
   * @param openEpoch the epoch that is open while the batch is written
   */
  Bond sign(Hash batchRoot, long size, long openEpoch) {
    long deadline = Math.addExact(openEpoch, Bond.EPOCHS - 1);
    Hash struct = Bond.typed(batchRoot, size, openEpoch, deadline).hashStruct();
    return new Bond(
        openEpoch, deadline, CompactSignature.of(signer.apply(Eip712.digest(domain, struct))));
  }
}
