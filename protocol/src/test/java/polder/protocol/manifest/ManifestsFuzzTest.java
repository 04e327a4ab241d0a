package polder.protocol.manifest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile manifests are refused, or have one encoding. Runs over the kept inputs; with {@code
 * JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ManifestsFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    Manifests manifests;
    try {
      manifests = Manifests.decode(Bytes.copyOf(content));
    } catch (CodecException | ManifestException refused) {
      return;
    }
    if (!manifests.encode().equals(Bytes.copyOf(content))) {
      throw new AssertionError("encoded again the manifests differ");
    }
  }
}
