package polder.protocol.credential;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.json.Json;

/**
 * Whatever strangers present is read or refused with a reason. Runs over the kept inputs; with
 * {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class CredentialFuzzTest {
  private static final DidDocument SOMEBODY =
      DidDocument.of(new Did.Key(DeviceKey.ed25519(new byte[32]).id()));

  @FuzzTest(maxDuration = "1m")
  void aDocumentIsReadOrRefused(byte[] content) {
    Json value;
    try {
      value = Json.read(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    try {
      Credential credential = Credential.of(value);
      credential.verify(SOMEBODY);
      credential.isValidAt(0);
    } catch (CredentialException refused) {
      // As it should be.
    }
    try {
      Presentation.of(value).verify(SOMEBODY, new Presentation.Question("a", "b"));
    } catch (CredentialException refused) {
      // As it should be.
    }
  }

  @FuzzTest(maxDuration = "1m")
  void aListIsReadOrRefused(byte[] content) {
    try {
      StatusList.decode(new String(content, StandardCharsets.ISO_8859_1)).set();
    } catch (CredentialException refused) {
      // As it should be.
    }
  }
}
