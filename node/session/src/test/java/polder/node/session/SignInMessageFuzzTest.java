package polder.node.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Whatever comes as a message, it is refused with a reason or is one that names all it must. Runs
 * over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class SignInMessageFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void aMessageIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    SignInMessage message;
    try {
      message = SignInMessage.parse(text);
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
      return;
    }
    if (message.domain().isEmpty()
        || !text.contains(message.account().toString())
        || !text.contains(message.nonce())
        || !text.contains(message.uri())) {
      throw new AssertionError("what was read is not what was written: " + message);
    }
    Origin.ofResource(message.uri());
  }
}
