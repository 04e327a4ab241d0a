package polder.world.simulated;

/**
 * What a device would report.
 *
 * @param timeMillis milliseconds since 1970
 * @param milliDegrees thousandths of a degree Celsius, a multiple of the sensor's 100
 */
public record SimulatedReading(long timeMillis, long milliDegrees) {}
