package polder.adapters.evm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;

/** Whatever is in a key file: it is refused with a reason, as nobody guesses a key. */
class SecretStorageFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void anyFileIsRefusedWithAReason(byte[] content) {
    try {
      SecretStorage.decrypt(Bytes.copyOf(content), new char[] {'a'});
    } catch (SecretStorage.UnreadableException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
