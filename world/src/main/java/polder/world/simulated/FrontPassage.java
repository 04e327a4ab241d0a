package polder.world.simulated;

/**
 * A cold front passes over a place.
 *
 * @param timeMillis when the cold air begins to arrive, milliseconds since 1970
 * @param dropKelvin by how much the front makes the air cooler, within about half an hour
 */
public record FrontPassage(long timeMillis, double dropKelvin) {}
