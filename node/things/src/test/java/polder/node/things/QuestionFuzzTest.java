package polder.node.things;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
