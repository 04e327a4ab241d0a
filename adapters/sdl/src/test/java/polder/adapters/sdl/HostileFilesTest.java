package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.adapters.yaml.YamlDocument;
import polder.adapters.yaml.YamlException;
import polder.adapters.yaml.YamlNode;
import polder.adapters.yaml.YamlNode.Mapping;
import polder.adapters.yaml.YamlNode.Scalar;
import polder.adapters.yaml.YamlNode.Sequence;

/** Whatever a stranger writes, it is read or refused in words, within bounds. */
class HostileFilesTest {
  private static final List<String> ODD =
      List.of(
          "~",
          "\"\"",
          "\"odd\"",
          "\"akash1\"",
          "\"\\0\"",
          "-1",
          "0",
          "1",
          "99999999999999999999999999999999",
          "1e999999999",
          ".inf",
          ".nan",
          "0x7f",
          "\"9E\"",
          "\"../..\"",
          "true",
          "[]",
          "{}",
          "[[]]",
          "[~]",
          "[{}]",
          "[[[[{\"a\": [1]}]]]]",
          "{\"a\": \"b\"}",
          "{\"a\": {\"b\": [1, 2]}}",
          "{\"\": \"\"}",
          "{\"web\": {\"web\": {\"web\": 1}}}",
          "{\"" + "x".repeat(300) + "\": 1}");

  static Stream<String> samples() {
    return Stream.of(Samples.SMALL, Samples.FULL, Samples.WASM, Samples.RENDER);
  }

  /** Every value of a sample becomes each of many others, one at a time. */
  @ParameterizedTest
  @MethodSource("samples")
  void aValueOfAnotherKindAnywhereIsReadOrRefused(String sample) throws YamlException {
    writeEverywhere(sample, ODD);
  }

  @Test
  void aLongTextAnywhereIsReadOrRefused() throws YamlException {
    writeEverywhere(Samples.SMALL, List.of("\"" + "x".repeat(70_000) + "\""));
  }

  private static void writeEverywhere(String sample, List<String> odds) throws YamlException {
    YamlNode root = YamlDocument.parse(sample).root();
    int places = write(root, -1, "", new StringBuilder(), 0);
    for (int place = 0; place < places; place++) {
      for (String odd : odds) {
        StringBuilder text = new StringBuilder();
        write(root, place, odd, text, 0);
        Read.checked(text.toString());
      }
    }
  }

  /**
   * Every entry of a sample is left out, one at a time; what comes of it is never a silent loss.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void aLineLeftOutAnywhereIsReadOrRefused(String sample) {
    List<String> lines = sample.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      fewer.remove(i);
      Read.checked(String.join("\n", fewer));
    }
  }

  @Test
  void aListOfAThousandMistakesIsCutOff() {
    StringBuilder text = new StringBuilder("version: \"2.0\"\nservices:\n");
    for (int i = 0; i < 5_000; i++) {
      text.append("  A").append(i).append(": {image: '', x: 1}\n");
    }
    Reading.Refused refused = (Reading.Refused) JobFiles.read(text.toString());
    assertThat(refused.faults()).hasSize(200);
    assertThat(refused.notices()).hasSize(200);
  }

  @Test
  void tooManyOfAnythingAreRefused() {
    String many = "[" + "\"a\", ".repeat(1_024) + "\"a\"]";
    assertThat(Read.faults(Samples.SMALL.replace("image:", "args: " + many + "\n    image:")))
        .containsExactly(
            "line 4, column 5: services.web.args has 1025 entries; write at most 1024");
    assertThat(Read.faults(Samples.WASM.replace("[--n, \"10\"]", many)))
        .containsExactly("line 3, column 1: args has 1025 entries; write at most 1024");
    StringBuilder attributes = new StringBuilder("{");
    for (int i = 0; i < 1_025; i++) {
      attributes.append("a").append(i).append(": b, ");
    }
    assertThat(Read.faults(Samples.WASM.replace("{region: eu}", attributes + "}")))
        .containsExactly("line 10, column 1: attributes has 1025 entries; write at most 1024");
  }

  @Test
  void aJobThatWouldBeTooLargeIsRefused() {
    String word = "\"" + "ü".repeat(60_000) + "\"";
    String many = "[" + (word + ", ").repeat(9) + word + "]";
    assertThat(Read.faults(Samples.SMALL.replace("image:", "args: " + many + "\n    image:")))
        .singleElement()
        .asString()
        .contains("makes a job of 1200")
        .contains("a job has at most 1048576");
  }

  @Test
  void aliasesThatGrowAreRefused() {
    StringBuilder bomb = new StringBuilder("version: \"2.0\"\na0: &a0 [lol, lol, lol, lol]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    assertThat(Read.faults(bomb.toString()))
        .singleElement()
        .asString()
        .contains("with its aliases followed the text is too large");
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThat(Read.faults("version: " + "[".repeat(500_000)))
        .singleElement()
        .asString()
        .contains("nested more than 64 deep");
    assertThat(Read.faults("#" + "x".repeat(2_000_000)))
        .singleElement()
        .asString()
        .contains("at most 1048576 are read");
  }

  /**
   * Writes a tree as YAML in flow style with {@code odd} instead of the value at {@code place}.
   *
   * @return the number of the next place after it
   */
  private static int write(YamlNode node, int place, String odd, StringBuilder text, int number) {
    int next = number + 1;
    boolean here = number == place;
    StringBuilder own = here ? new StringBuilder() : text;
    if (here) {
      text.append(odd);
    }
    switch (node) {
      case Scalar scalar -> own.append(scalar.isNull() ? "~" : quoted(scalar.text()));
      case Sequence sequence -> {
        own.append('[');
        for (YamlNode item : sequence.items()) {
          next = write(item, place, odd, own, next);
          own.append(", ");
        }
        own.append(']');
      }
      case Mapping mapping -> {
        own.append('{');
        for (YamlNode.Entry entry : mapping.entries()) {
          own.append(quoted(entry.key().text())).append(": ");
          next = write(entry.value(), place, odd, own, next);
          own.append(", ");
        }
        own.append('}');
      }
    }
    return next;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
