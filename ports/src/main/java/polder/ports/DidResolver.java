package polder.ports;

import java.io.IOException;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;

/** Finds the document of a DID. */
public interface DidResolver {
  /** Knows what needs no asking: did:key and did:pkh. */
  DidResolver LOCAL =
      did ->
          DidDocument.local(did)
              .orElseThrow(() -> new IOException("nobody here asks web sites for " + did.text()));

  /**
   * The document.
   *
   * @throws IOException in one line why there is none: the site does not answer, or what it gives
   *     is no document of {@code did}
   */
  DidDocument resolve(Did did) throws IOException;
}
