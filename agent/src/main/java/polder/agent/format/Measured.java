package polder.agent.format;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * One value as a source said it.
 *
 * @param origin where in the source it stood, such as {@code BME280.Temperature} or {@code
 *     tele/garden/SENSOR:BME280.Temperature}; always the same for the same sensor
 * @param name what it is called there
 * @param unit in the source's spelling; empty where it was not said
 * @param value the number
 * @param timeMillis when it was measured, epoch milliseconds, if that was said beyond doubt
 */
public record Measured(
    String origin, String name, String unit, BigDecimal value, OptionalLong timeMillis) {

  /** The same from a place in a larger source. */
  Measured under(String place) {
    return place.isEmpty()
        ? this
        : new Measured(place + ":" + origin, name, unit, value, timeMillis);
  }
}
