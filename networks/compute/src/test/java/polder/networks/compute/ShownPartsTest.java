package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.networks.Exhibit;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.Parameters;

/** The message that brings pixels, and what it brings. */
final class ShownPartsTest {
  private static List<Hash> parts(int count) {
    return IntStream.range(0, count).mapToObj(i -> MarketWorld.output("" + i)).sorted().toList();
  }

  private static Bytes body(List<Hash> parts) {
    CborWriter writer =
        new CborWriter()
            .beginArray(3)
            .text("shown-parts")
            .text(MarketWorld.key(1).text())
            .beginArray(parts.size());
    parts.forEach(writer::hash);
    return writer.toBytes();
  }

  @Test
  void itIsReadAsItWasWritten() {
    Said said = new Said.ShownParts(MarketWorld.key(1), parts(Said.ShownParts.MOST));
    assertThat(SaidCodec.encode(said)).isEqualTo(body(parts(Said.ShownParts.MOST)));
    assertThat(SaidCodec.decode(SaidCodec.encode(said))).isEqualTo(said);
  }

  @Test
  void noneTooManyUnsortedOrTwiceTheSameAreRefused() {
    assertThatThrownBy(() -> SaidCodec.decode(body(List.of())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("1 to 16 tiles are shown at once, not 0");
    assertThatThrownBy(() -> SaidCodec.decode(body(parts(Said.ShownParts.MOST + 1))))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not 17");
    assertThatThrownBy(() -> SaidCodec.decode(body(parts(3).reversed())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("hashes of tiles ascend");
    Hash part = parts(1).getFirst();
    assertThatThrownBy(() -> SaidCodec.decode(body(List.of(part, part))))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("hashes of tiles ascend");
  }

  @Test
  void itBringsJustTheBlobsThatItNames() {
    ComputeRules rules =
        new ComputeRules(ComputeParameters.of(new Parameters("", MarketWorld.parameters())));
    List<Hash> parts = parts(3);
    assertThat(rules.exhibits(new Said.ShownParts(MarketWorld.key(1), parts)))
        .containsExactlyElementsOf(
            parts.stream().map(part -> new Exhibit(part, 8 + 4 * 2_048 * 2_048)).toList());
    assertThat(rules.exhibits(new Said.Close(MarketWorld.key(1)))).isEmpty();
  }
}
