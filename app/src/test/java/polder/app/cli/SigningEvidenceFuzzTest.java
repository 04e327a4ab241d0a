package polder.app.cli;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.core.JacksonException;

/** Lists of signatures come from nodes, whoever runs them. */
class SigningEvidenceFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void readsSignaturesOrSaysWhyNot(byte[] content) {
    try {
      for (SigningEvidence.Signature one : SigningEvidence.signatures(Bytes.copyOf(content))) {
        if (one.isGood(Hash.ZERO)) {
          throw new AssertionError("nobody signs for that domain");
        }
      }
    } catch (JacksonException | IllegalArgumentException e) {
      // Nothing else may come of it.
    }
  }
}
