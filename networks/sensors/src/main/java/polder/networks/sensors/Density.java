package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.networks.Guide;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.protocol.geo.H3;
import polder.protocol.money.Amounts;

/**
 * How many stations worked in each map cell, and how much one more is needed there: hierarchical
 * clipping as in Helium's HIP-17 (without its bonus for populated neighbour cells). From the finest
 * level up, a cell counts at most its target; a station's need is the product, over the levels, of
 * what was counted of its cell ÷ what was there.
 */
final class Density {
  private final List<DensityLevel> levels;
  // At each level: how many stations were there, after the clipping of the finer levels.
  private final List<CellCounts> counts;

  private Density(List<DensityLevel> levels, List<CellCounts> counts) {
    this.levels = levels;
    this.counts = counts;
  }

  /** The density where so many stations work in each of the finest cells. */
  static Density of(CellCounts working, List<DensityLevel> levels) {
    if (levels.isEmpty()) {
      return new Density(List.of(), List.of());
    }
    List<CellCounts> counts = new ArrayList<>();
    CellCounts here = working;
    for (int i = 0; i < levels.size(); i++) {
      counts.add(here);
      if (i + 1 < levels.size()) {
        here = here.into(levels.get(i + 1).resolution(), levels.get(i).target());
      }
    }
    return new Density(levels, counts);
  }

  /**
   * How much a station is needed, parts per million, at most a whole.
   *
   * @param finest its cell at the finest level; any number where there are no levels
   */
  long needPpm(long finest) {
    long need = Amounts.MILLION;
    for (int i = 0; i < levels.size(); i++) {
      DensityLevel level = levels.get(i);
      long count = counts.get(i).in(H3.parent(finest, level.resolution()), 1);
      if (count > level.target()) {
        need = Amounts.mulDiv(need, level.target(), count);
      }
    }
    return need;
  }

  /**
   * What is missing in a cell, of whatever resolution: the least share of a target that nobody
   * meets yet, over the levels that are not finer than the cell, since one more counts only as far
   * as all of them want it. Empty where there is no such level.
   */
  Optional<Guide.Wanted> wanted(long cell) {
    int resolution = H3.resolution(cell);
    Optional<Guide.Wanted> wanted = Optional.empty();
    long least = Amounts.MILLION;
    for (int i = 0; i < levels.size(); i++) {
      DensityLevel level = levels.get(i);
      if (level.resolution() <= resolution) {
        long count = counts.get(i).in(H3.parent(cell, level.resolution()), 0);
        long missing = Math.max(0, level.target() - count);
        least = Math.min(least, Amounts.mulDiv(Amounts.MILLION, missing, level.target()));
        OptionalLong devices =
            level.resolution() == resolution
                ? OptionalLong.of(level.target())
                : wanted.map(Guide.Wanted::devices).orElse(OptionalLong.empty());
        wanted = Optional.of(new Guide.Wanted(devices, least));
      }
    }
    return wanted;
  }
}
