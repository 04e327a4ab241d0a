package polder.protocol.json;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is read has one canonical form that reads as the same value, and a well-known reader finds
 * the same in both. Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it
 * looks for new ones.
 */
class JsonFuzzTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @FuzzTest(maxDuration = "1m")
  void aValueHasOneForm(byte[] content) {
    Json value;
    try {
      value = Json.read(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    Bytes canonical = value.canonical();
    if (!Json.read(canonical).equals(value)) {
      throw new AssertionError("read again the value differs");
    }
    JsonNode before = JACKSON.readTree(content);
    JsonNode after = JACKSON.readTree(canonical.unsafeArray());
    if (!same(before, after)) {
      throw new AssertionError("another reader finds another value in the canonical form");
    }
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return one.equals(
        (left, right) ->
            left.isNumber() && right.isNumber() && left.doubleValue() == right.doubleValue()
                ? 0
                : left.equals(right) ? 0 : 1,
        other);
  }
}
