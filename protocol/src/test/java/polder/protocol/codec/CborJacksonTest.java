package polder.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Another implementation reads what we write as what we meant, and writes what we can read. */
class CborJacksonTest {
  private static final long SEED = 8949;
  private static final int ROUNDS = 3_000;
  private static final CBORMapper JACKSON = new CBORMapper();

  /** Short text keys in the bytewise order of their encodings: by length, then by content. */
  private static final Comparator<String> KEY_ORDER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  @Test
  void jacksonReadsWhatWeWrite() {
    for (int round = 0; round < ROUNDS; round++) {
      CborWriter ours = new CborWriter();
      write(ours, item(0, true));
      CborWriter again = new CborWriter();
      write(again, JACKSON.readTree(ours.toByteArray()));
      assertThat(again.toBytes()).as("seed %d, round %d", SEED, round).isEqualTo(ours.toBytes());
      assertThat(CborWalk.copy(ours.toBytes())).isEqualTo(ours.toBytes());
    }
  }

  @Test
  void weWriteWhatJacksonWrites() {
    for (int round = 0; round < ROUNDS; round++) {
      // Jackson has no 16-bit numbers, so it cannot write our real numbers.
      Object item = item(0, false);
      CborWriter ours = new CborWriter();
      write(ours, item);
      ByteArrayOutputStream theirs = new ByteArrayOutputStream();
      try (JsonGenerator generator = JACKSON.createGenerator(theirs)) {
        write(generator, item);
      }
      assertThat(Bytes.wrap(theirs.toByteArray()))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(ours.toBytes());
    }
  }

  @Test
  void everyNumberOfSixteenBitsHasOneForm() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      double value = Float.float16ToFloat((short) bits);
      Bytes form = new CborWriter().real(value).toBytes();
      int expected = Double.isNaN(value) ? 0x7e00 : bits;
      assertThat(form.toHex()).isEqualTo(String.format(java.util.Locale.ROOT, "f9%04x", expected));
      assertThat(new CborReader(form).real()).isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void realNumbersKeepTheirValueInTheShortestForm() {
    for (int round = 0; round < 100_000; round++) {
      double value =
          switch (random.nextInt(3)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> Float.float16ToFloat((short) random.nextInt()) * (1 + random.nextInt(4));
          };
      Bytes form = new CborWriter().real(value).toBytes();
      assertThat(new CborReader(form).real()).isEqualTo(Double.valueOf(value));
      int expectedSize =
          Double.isNaN(value) || Float.float16ToFloat(Float.floatToFloat16((float) value)) == value
              ? 3
              : (float) value == value ? 5 : 9;
      assertThat(form.size()).isEqualTo(expectedSize);
    }
  }

  private @Nullable Object item(int depth, boolean reals) {
    return switch (random.nextInt(depth < 4 ? 9 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> new byte[random.nextInt(300)];
      case 3 -> text(random.nextInt(40));
      case 4 -> reals ? (Object) Double.longBitsToDouble(random.nextLong()) : (Object) 0L;
      case 5 -> reals ? (Object) (double) random.nextInt(100_000) : (Object) 23L;
      case 6 -> random.nextLong() >> random.nextInt(64);
      case 7 -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          items.add(item(depth + 1 + i / 5, reals));
        }
        yield items;
      }
      default -> {
        Map<String, @Nullable Object> entries = new TreeMap<>(KEY_ORDER);
        for (int i = random.nextInt(30); i > 0; i--) {
          String key = Integer.toString(random.nextInt(100_000), 36);
          entries.put(key, item(depth + 1 + i / 5, reals));
        }
        yield entries;
      }
    };
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int range = 1 << (7 + random.nextInt(14));
      int character = random.nextInt(Math.min(range, Character.MAX_CODE_POINT + 1));
      boolean surrogate = character >= 0xd800 && character <= 0xdfff;
      text.appendCodePoint(surrogate ? 'x' : character);
    }
    return text.toString();
  }

  private static void write(CborWriter writer, @Nullable Object item) {
    switch (item) {
      case null -> writer.nil();
      case Boolean value -> writer.bool(value);
      case byte[] value -> writer.bytes(value);
      case String value -> writer.text(value);
      case Double value -> writer.real(value);
      case Long value -> writer.integer(value);
      case List<?> items -> {
        writer.beginArray(items.size());
        items.forEach(each -> write(writer, each));
      }
      case Map<?, ?> entries -> {
        writer.beginMap(entries.size());
        entries.forEach((key, value) -> write(writer.text((String) key), value));
      }
      default -> throw new IllegalArgumentException(item.toString());
    }
  }

  private static void write(JsonGenerator generator, @Nullable Object item) {
    switch (item) {
      case null -> generator.writeNull();
      case Boolean value -> generator.writeBoolean(value);
      case byte[] value -> generator.writeBinary(value);
      case String value -> generator.writeString(value);
      case Long value -> generator.writeNumber(value);
      case List<?> items -> {
        generator.writeStartArray(items, items.size());
        items.forEach(each -> write(generator, each));
        generator.writeEndArray();
      }
      case Map<?, ?> entries -> {
        generator.writeStartObject(entries, entries.size());
        entries.forEach((key, value) -> {
          generator.writeName((String) key);
          write(generator, value);
        });
        generator.writeEndObject();
      }
      default -> throw new IllegalArgumentException(item.toString());
    }
  }

  private static void write(CborWriter writer, JsonNode node) {
    switch (node.getNodeType()) {
      case NULL -> writer.nil();
      case BOOLEAN -> writer.bool(node.booleanValue());
      case BINARY -> writer.bytes(node.binaryValue());
      case STRING -> writer.text(node.stringValue());
      case NUMBER -> {
        if (node.isIntegralNumber()) {
          writer.integer(node.longValue());
        } else {
          writer.real(node.doubleValue());
        }
      }
      case ARRAY -> {
        writer.beginArray(node.size());
        node.forEach(each -> write(writer, each));
      }
      case OBJECT -> {
        writer.beginMap(node.size());
        node.forEachEntry((key, value) -> write(writer.text(key), value));
      }
      default -> throw new IllegalArgumentException(node.toString());
    }
  }
}
