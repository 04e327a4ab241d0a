package polder.node.validator;

import java.io.IOException;
import java.util.Optional;
import polder.node.archive.SignedHeader;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.protocol.Hash;
import polder.protocol.merkle.StateTree;

/**
 * How far the validator has computed.
 *
 * @param header the newest epoch that was found right; empty before epoch 0
 * @param state the state after it
 */
record Tip(Optional<SignedHeader> header, StateTree state) {
  static final Tip GENESIS = new Tip(Optional.empty(), new StateTree());

  /** With {@code header}, which {@code chain} ends with or once did. */
  static Tip at(SignedHeader header, Reexecution reexecution, HeaderChain chain)
      throws IOException {
    return new Tip(Optional.of(header), reexecution.stateAfter(chain, header));
  }

  long nextEpoch() {
    return header.map(its -> its.header().epoch() + 1).orElse(0L);
  }

  Hash hash() {
    return header.map(its -> its.header().hash()).orElse(Hash.ZERO);
  }
}
