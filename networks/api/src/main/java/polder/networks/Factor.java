package polder.networks;

/**
 * One factor of a weight.
 *
 * @param name such as {@code availability}
 * @param ppm its value in parts per million
 */
public record Factor(String name, long ppm) {}
