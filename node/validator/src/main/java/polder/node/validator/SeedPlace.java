package polder.node.validator;

import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.settlement.SeedCommitment;

/**
 * Where a validator stands when it is asked for a link: behind an epoch that it found right.
 *
 * @param deployment which deployment
 * @param epoch the epoch that comes next
 * @param previous hash of the header before it
 * @param commitment what the state has of the validator's own seed chain
 */
public record SeedPlace(
    Hash deployment, long epoch, Hash previous, Optional<SeedCommitment> commitment) {}
