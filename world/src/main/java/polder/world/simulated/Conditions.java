package polder.world.simulated;

/**
 * The air at a place and a moment.
 *
 * @param celsius temperature
 * @param humidityPercent relative humidity, 10 to 100
 * @param pressureHectopascal pressure at the place's height, not reduced to sea level
 */
public record Conditions(double celsius, double humidityPercent, double pressureHectopascal) {}
