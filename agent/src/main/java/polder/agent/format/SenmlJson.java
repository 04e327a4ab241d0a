package polder.agent.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.protocol.senml.SenmlRecord;
import tools.jackson.databind.JsonNode;

/** A pack in the JSON representation of SenML (RFC 8428 §5), its records resolved (§4.6). */
final class SenmlJson {
  private SenmlJson() {}

  /** Whether {@code array} looks like a pack: some record has a name and some a value or sum. */
  static boolean isPack(JsonNode array) {
    boolean named = false;
    boolean valued = false;
    for (JsonNode record : array) {
      named |= record.path("n").isString() || record.path("bn").isString();
      valued |= record.has("v") || record.has("s") || record.has("vs") || record.has("vb");
    }
    return named && valued;
  }

  static List<Measured> measured(JsonNode pack) {
    List<Measured> measured = new ArrayList<>();
    String baseName = "";
    String baseUnit = "";
    BigDecimal baseTime = BigDecimal.ZERO;
    BigDecimal baseValue = BigDecimal.ZERO;
    for (JsonNode record : pack) {
      baseName = record.path("bn").asString(baseName);
      baseUnit = record.path("bu").asString(baseUnit);
      baseTime = JsonText.number(record.path("bt")).orElse(baseTime);
      baseValue = JsonText.number(record.path("bv")).orElse(baseValue);
      Optional<BigDecimal> value = JsonText.number(record.path("v"));
      if (value.isEmpty()) {
        continue;
      }
      String name = baseName + record.path("n").asString("");
      BigDecimal time = baseTime.add(JsonText.number(record.path("t")).orElse(BigDecimal.ZERO));
      measured.add(
          new Measured(
              name,
              name.substring(Math.max(name.lastIndexOf(':'), name.lastIndexOf('/')) + 1),
              record.path("u").asString(baseUnit),
              baseValue.add(value.get()),
              millis(time)));
    }
    return measured;
  }

  /** Times below 2^28 s are relative to now (§4.5.3): as good as no time at all. */
  private static OptionalLong millis(BigDecimal seconds) {
    BigDecimal millis = seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR);
    boolean absolute =
        millis.compareTo(BigDecimal.valueOf(SenmlRecord.MIN_TIME_MILLIS)) >= 0
            && millis.compareTo(BigDecimal.valueOf(SenmlRecord.MAX_TIME_MILLIS)) <= 0;
    return absolute ? OptionalLong.of(millis.longValueExact()) : OptionalLong.empty();
  }
}
