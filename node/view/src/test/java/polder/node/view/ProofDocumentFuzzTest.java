package polder.node.view;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import polder.node.witness.Anchor;
import polder.node.witness.Proof;

/**
 * Whatever a stranger shows as a proof is refused, or holds or does not. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ProofDocumentFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void aProofIsCheckedOrRefused(byte[] content) {
    Proof proof;
    try {
      proof = ProofDocument.read(new String(content, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    proof.isUnderHeader();
    proof.wrong(new Anchor.SelfConsistent());
    if (!ProofDocument.read(ProofDocument.text(proof)).equals(proof)) {
      throw new AssertionError("written and read again the proof differs");
    }
  }
}
