package polder.networks.compute.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

class JobTest {
  static List<Job> jobs() {
    return Jobs.all();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void whatIsWrittenIsReadAgain(Job job) {
    assertThat(Job.decode(job.encode())).isEqualTo(job);
    assertThat(Job.decode(job.encode()).hash()).isEqualTo(job.hash());
  }

  @Test
  void aJobIsNamedByItsBytes() {
    assertThat(Jobs.wasm().hash()).isNotEqualTo(Jobs.wasmWithoutInput().hash());
    assertThat(Jobs.wasm().hash()).isEqualTo(Jobs.wasm().hash());
  }

  @Test
  void eachKindOfWorkHasItsProof() {
    assertThat(Jobs.all().stream().map(job -> job.work().proof()))
        .containsExactly(Proof.METERED, Proof.HASH, Proof.HASH, Proof.PIXELS, Proof.QUORUM);
    assertThat(Proof.of("pixels")).contains(Proof.PIXELS);
    assertThat(Proof.of("trust")).isEmpty();
  }

  @Test
  void whatAllInstancesNeedIsAddedUp() {
    Need need = Jobs.need("web");

    assertThat(need.cpuMilli()).isEqualTo(4_500);
    assertThat(need.memoryBytes()).isEqualTo(3L << 31);
    assertThat(need.diskBytes()).isEqualTo(3 * ((1L << 30) + 7));
  }

  /** Whatever is cut off, a job is refused and nothing else happens. */
  @ParameterizedTest
  @MethodSource("jobs")
  void aCutJobIsRefused(Job job) {
    byte[] whole = job.encode().toArray();
    for (int length = 0; length < whole.length; length++) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Job.decode(cut)).isInstanceOf(CodecException.class);
    }
    Bytes longer = Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> Job.decode(longer)).isInstanceOf(CodecException.class);
  }

  /** Of changed bytes comes either a refusal or a job with exactly these bytes. */
  @ParameterizedTest
  @MethodSource("jobs")
  void everyJobHasOneForm(Job job) {
    byte[] whole = job.encode().toArray();
    for (int at = 0; at < whole.length; at++) {
      for (int bits : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) bits;
        assertOneForm(changed, "byte " + at + " changed by " + bits);
      }
    }
  }

  @Test
  void bytesThatSomebodyMadeUpAreRefusedOrOneForm() {
    long seed = 20_261_126;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      assertOneForm(bytes, "seed " + seed + ", case " + i);
    }
  }

  private static void assertOneForm(byte[] bytes, String what) {
    Bytes encoded = Bytes.copyOf(bytes);
    Job job;
    try {
      job = Job.decode(encoded);
    } catch (CodecException refused) {
      return;
    }
    assertThat(job.encode()).as(what).isEqualTo(encoded);
  }

  @Test
  void aListThatDeclaresMoreThanThereIsTakesNoMemory() {
    byte[] huge = {(byte) 0x82, (byte) 0x85, (byte) 0x9a, 0x7f, (byte) 0xff, (byte) 0xff, 0x00};
    assertThatThrownBy(() -> Job.decode(Bytes.copyOf(huge)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("declares 2147483392 entries");
  }

  @Test
  void aJobThatIsTooLargeIsNotEvenRead() {
    Bytes large = Bytes.copyOf(new byte[Job.MOST_BYTES + 1]);
    assertThatThrownBy(() -> Job.decode(large))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("at most 1048576 bytes");
  }

  @Test
  void workThatNobodyKnowsIsRefused() {
    CborWriter writer = new CborWriter().beginArray(2);
    Jobs.need("web").write(writer);
    writer.beginArray(2).text("spreadsheet").integer(1);
    assertThatThrownBy(() -> Job.decode(writer.toBytes()))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("no work that is known: spreadsheet");
  }

  @Test
  void attributesInAnotherOrderAreRefused() {
    assertThatThrownBy(() -> Job.decode(withAttributes("b", "", "a", "")))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("keys ascend");
    assertThatThrownBy(() -> Job.decode(withAttributes("a", "", "a", "")))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("each stands once");
  }

  @Test
  void anOddListOfAttributesIsRefused() {
    assertThatThrownBy(() -> Job.decode(withAttributes("a")))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("each key needs a value");
  }

  /** The bytes of a job with these texts where its attributes stand. */
  private static Bytes withAttributes(String... texts) {
    CborWriter writer = new CborWriter().beginArray(2).beginArray(5).beginArray(0);
    Texts.writeTexts(writer, List.of(texts));
    writer.beginArray(0).beginArray(0).integer(0);
    writer.beginArray(2).text("containers").beginArray(0);
    return writer.toBytes();
  }

  @Test
  void aNeedWithoutUnitsIsNone() {
    assertThatThrownBy(() -> Need.of(List.of())).hasMessage("a job needs at least one unit");
    CborWriter writer = new CborWriter().beginArray(2).beginArray(5);
    writer.beginArray(0).beginArray(0).beginArray(0).beginArray(0).integer(0);
    writer.beginArray(2).text("containers").beginArray(0);
    assertThatThrownBy(() -> Job.decode(writer.toBytes())).isInstanceOf(CodecException.class);
  }

  @Test
  void aRecordKeepsNoListOfItsMaker() {
    TreeMap<String, String> attributes = new TreeMap<>();
    Need need =
        new Need(
            List.of(new Need.Unit("a", Jobs.resources(), 1)), attributes, List.of(), List.of(), 0);
    attributes.put("region", "eu");
    assertThat(need.attributes()).isEmpty();
    assertThatThrownBy(() -> need.attributes().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anInputIsThereOrNot() {
    assertThat(((Work.Wasm) Job.decode(Jobs.wasmWithoutInput().encode()).work()).input())
        .isEqualTo(Optional.empty());
  }
}
