package polder.node.witness;

import polder.node.archive.SignedHeader;
import polder.protocol.identity.DeviceId;

/** Why anybody should believe that an archive's headers are the ones that were sealed. */
public sealed interface Anchor {
  /**
   * Whether {@code header}, whose signature is good, is one of those that this anchor vouches for.
   */
  boolean vouchesFor(SignedHeader header);

  /** In a few words. */
  String text();

  /**
   * A node's key: every header must be signed by it.
   *
   * @param node the key
   */
  record Signatures(DeviceId node) implements Anchor {
    @Override
    public boolean vouchesFor(SignedHeader header) {
      return header.node().equals(node);
    }

    @Override
    public String text() {
      return "signatures of " + node.did();
    }
  }

  /**
   * Nothing outside the archive: headers must be signed by whoever they name, and all must fit
   * together; somebody who forged all of it consistently would not be noticed.
   */
  record SelfConsistent() implements Anchor {
    @Override
    public boolean vouchesFor(SignedHeader header) {
      return true;
    }

    @Override
    public String text() {
      return "self-consistent only";
    }
  }
}
