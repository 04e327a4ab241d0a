package polder.node.settle.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.RuleBook;
import polder.ports.MemoryArchive;
import polder.protocol.Bytes;
import polder.protocol.manifest.Manifests;

class RulesStoreFuzzTest {
  private final RulesStore store = new RulesStore(new MemoryArchive(), new RuleBook(List.of()));

  /** What is read is what was hashed; all else is refused in one way. */
  @FuzzTest
  void readsOrRefuses(byte[] bytes) {
    Manifests read;
    try {
      read = store.parse(Bytes.wrap(bytes));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(read.encode().toArray()).isEqualTo(bytes);
  }

  @Test
  void readsWhatIsPublished() {
    Manifests rules = SmallRules.of(1_000);
    assertThat(store.parse(rules.encode()).hash()).isEqualTo(rules.hash());
    readsOrRefuses(rules.encode().toArray());
    readsOrRefuses(new byte[] {(byte) 0x82, (byte) 0xbf, (byte) 0xff});
  }
}
