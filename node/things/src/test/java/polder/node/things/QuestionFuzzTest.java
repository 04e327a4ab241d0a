package polder.node.things;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.Entity;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.ReadingSamples;

/** Whatever is asked is understood or refused; nothing else comes of it. */
class QuestionFuzzTest {
  private static final ThingsLimits LIMITS = ThingsLimits.USUAL;

  @FuzzTest(maxDuration = "1m")
  void conditionsAreConditions(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (Entity entity : Entity.values()) {
      try {
        Type type = FilterParser.condition(text, entity, 0, LIMITS.mostDepth()).type();
        if (type != Type.BOOLEAN) {
          throw new AssertionError("a condition of type " + type);
        }
      } catch (BadRequestException refused) {
        // As it should be.
      }
    }
  }

  /** A fuzzer that begins with what is refused at once finds little behind it. */
  @Test
  void theConditionsThatAreKeptAreUnderstoodUnlessTheyAreCalledBad() throws Exception {
    Path kept =
        Path.of(
            QuestionFuzzTest.class
                .getResource("QuestionFuzzTestInputs/conditionsAreConditions")
                .toURI());
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(Stream.of(Entity.values()).anyMatch(entity -> isCondition(text, entity)))
            .as(file.toString())
            .isEqualTo(!file.getFileName().toString().startsWith("bad-"));
      }
    }
  }

  private static boolean isCondition(String text, Entity entity) {
    try {
      return FilterParser.condition(text, entity, 0, LIMITS.mostDepth()).type() == Type.BOOLEAN;
    } catch (BadRequestException refused) {
      return false;
    }
  }

  @FuzzTest(maxDuration = "1m")
  void optionsAreUnderstoodOrRefused(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (String name : List.of("$expand", "$select", "$orderby", "$top", "$skip", "$count")) {
      try {
        new Options.Reader(LIMITS, 0).read(Map.of(name, text), Entity.THING);
      } catch (BadRequestException refused) {
        // As it should be.
      }
    }
    try {
      ResourcePath.parse(List.of(text.split("/", -1)));
    } catch (ResourcePath.NoSuchPathException refused) {
      // As it should be.
    }
  }

  @FuzzTest(maxDuration = "1m")
  void earningsAreUnderstoodOrRefused(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    for (String name : List.of("from", "to", "by", "format", "limit", "after", text)) {
      try {
        EarningsQuery query =
            EarningsQuestion.of(ReadingSamples.account(1), Map.of(name, text), LIMITS).query();
        query
            .after()
            .ifPresent(place -> {
              if (!EarningsQuestion.text(place).equals(text)) {
                throw new AssertionError("written again it is " + EarningsQuestion.text(place));
              }
            });
      } catch (BadRequestException refused) {
        // As it should be.
      }
    }
  }
}
