package polder.node.learning;

import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is to be predicted from: {@code {"rows": [[…], …]}}.
 *
 * @param count how many rows
 * @param values all of them, one after the other
 */
record Question(int count, float[] values) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Reads it.
   *
   * @param columns how many numbers a row must have
   * @throws IllegalArgumentException saying what is wrong, and in which row
   */
  static Question read(Bytes body, int columns) {
    JsonNode rows = rows(body);
    float[] values = new float[Math.multiplyExact(rows.size(), columns)];
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      if (!row.isArray() || row.size() != columns) {
        throw new IllegalArgumentException(
            "row " + (i + 1) + " is not a list of " + columns + " numbers, as the model reads");
      }
      for (JsonNode value : row) {
        float read = value.isNumber() ? (float) value.doubleValue() : Float.NaN;
        if (!Float.isFinite(read)) {
          throw new IllegalArgumentException("row " + (i + 1) + " holds " + value + ", no number");
        }
        values[at++] = read;
      }
    }
    return new Question(rows.size(), values);
  }

  private static JsonNode rows(Bytes body) {
    try {
      JsonNode rows = JSON.readTree(body.toArray()).path("rows");
      if (rows.isArray() && !rows.isEmpty()) {
        return rows;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("the body must be {\"rows\": [[numbers], …]}");
  }
}
