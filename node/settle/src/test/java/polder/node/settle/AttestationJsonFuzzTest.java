package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import polder.node.gateway.Answers;
import polder.protocol.Bytes;

class AttestationJsonFuzzTest {
  /** What is read can be written and read again; all else is refused in one way. */
  @FuzzTest
  void readsOrRefuses(byte[] body) {
    AttestationJson.Attestation read;
    try {
      read = AttestationJson.read(Bytes.wrap(body));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(AttestationJson.read(Bytes.wrap(Answers.write(AttestationJson.write(read)))))
        .isEqualTo(read);
  }

  @Test
  void readsWhatValidatorsSend() {
    String json =
        "{\"epoch\":7,\"attempt\":1,\"header\":\"0x"
            + "ab".repeat(32)
            + "\",\"account\":\"0x"
            + "12".repeat(20)
            + "\",\"signature\":\"0x"
            + "cd".repeat(64)
            + "\"}";
    AttestationJson.Attestation read =
        AttestationJson.read(Bytes.wrap(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(read.epoch()).isEqualTo(7);
    assertThat(read.attempt()).isEqualTo(1);
    assertThat(read.header().toHex()).isEqualTo("ab".repeat(32));
    assertThat(read.signature().toHex()).isEqualTo("cd".repeat(64));
    readsOrRefuses(json.getBytes(StandardCharsets.UTF_8));
  }
}
