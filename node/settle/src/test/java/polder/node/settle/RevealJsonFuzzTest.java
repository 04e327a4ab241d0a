package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;

class RevealJsonFuzzTest {
  /** What is no reveal is refused in one way. */
  @FuzzTest
  void readsOrRefuses(byte[] body) {
    try {
      assertThat(RevealJson.read(7, Bytes.wrap(body)).reveal().epoch()).isEqualTo(7);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Test
  void readsWhatValidatorsSend() {
    String json =
        "{\"attempt\":1,\"inputs\":\"0x"
            + "ab".repeat(32)
            + "\",\"account\":\"0x"
            + "12".repeat(20)
            + "\",\"link\":\"0x"
            + "ef".repeat(32)
            + "\",\"signature\":\"0x"
            + "cd".repeat(64)
            + "\"}";
    RevealJson.Given read = RevealJson.read(7, Bytes.wrap(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(read.reveal().attempt()).isEqualTo(1);
    assertThat(read.reveal().inputs().toHex()).isEqualTo("ab".repeat(32));
    assertThat(read.reveal().link().toHex()).isEqualTo("ef".repeat(32));
    assertThat(read.signature().toHex()).isEqualTo("cd".repeat(64));
    readsOrRefuses(json.getBytes(StandardCharsets.UTF_8));
    readsOrRefuses(json.replace("attempt", "epoch").getBytes(StandardCharsets.UTF_8));
  }
}
