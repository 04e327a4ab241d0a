package polder.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * A file of links that an archive serves is refused or has exactly one encoding. Runs over the kept
 * inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class SeedLinksFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    Bytes file = Bytes.copyOf(content);
    List<SeedLink> links;
    try {
      links = SeedLinks.decode(file);
    } catch (CodecException refused) {
      return;
    }
    if (!SeedLinks.encode(links).equals(file)) {
      throw new AssertionError("read and written again the bytes differ");
    }
  }

  @Test
  void twoOfOneValidatorOrOutOfOrderAreRefused() {
    SeedLink one = new SeedLink(new Account(Bytes.wrap(new byte[20])), Hash.ZERO);
    byte[] address = new byte[20];
    address[0] = 1;
    SeedLink two = new SeedLink(new Account(Bytes.wrap(address)), Hash.ZERO);
    Bytes right = SeedLinks.encode(List.of(one, two));
    whatIsReadIsWrittenTheSame(right.toArray());
    assertThat(SeedLinks.decode(right)).containsExactly(one, two);
    for (List<SeedLink> wrong : List.of(List.of(one, one), List.of(two, one))) {
      Bytes file =
          SeedLinks.encode(wrong.subList(0, 1)).concat(SeedLinks.encode(wrong.subList(1, 2)));
      assertThatThrownBy(() -> SeedLinks.decode(file))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("out of canonical order");
    }
  }
}
