package polder.agent.learning;

import java.util.NavigableMap;
import java.util.Optional;
import polder.networks.learning.sale.DataSource;

/**
 * What one device measured, as somebody holds it.
 *
 * @param name what it is called there
 * @param whence from which readings of a network it was exported; empty of what is only held here
 * @param values by slot of the series, scaled
 */
record Held(String name, Optional<Whence> whence, NavigableMap<Long, Float> values) {
  /**
   * Where readings can be found by anybody.
   *
   * @param firstEpoch the first epoch whose readings are held
   * @param lastEpoch the last one
   */
  record Whence(DataSource source, long firstEpoch, long lastEpoch) {
    Whence and(long epoch) {
      return new Whence(source, Math.min(firstEpoch, epoch), Math.max(lastEpoch, epoch));
    }
  }
}
