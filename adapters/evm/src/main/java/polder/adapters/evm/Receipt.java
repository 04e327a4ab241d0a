package polder.adapters.evm;

import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * That a transaction is in a block.
 *
 * @param success whether it did not revert
 * @param created the contract it made, if any
 */
record Receipt(
    Hash transaction, Anchor block, boolean success, long gasUsed, Optional<Account> created) {}
