package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.protocol.money.Amounts;

/**
 * Caps what one map cell gets, however many devices stand in it: all in it shrink in proportion.
 */
final class CellCap {
  /** The factor's name, and the reason's. */
  static final String NAME = "cell_cap";

  private CellCap() {}

  static List<Contribution> apply(List<StationEpoch.Weighed> weighed, long cap) {
    long[] cells = new long[weighed.size()];
    long[] weights = new long[weighed.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = weighed.get(i).spot().capCell();
      weights[i] = weighed.get(i).contribution().weight();
    }
    long[] ppm = ppm(cells, weights, cap);
    List<Contribution> capped = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      Contribution contribution = weighed.get(i).contribution();
      capped.add(ppm[i] < Amounts.MILLION ? shrink(contribution, ppm[i]) : contribution);
    }
    return capped;
  }

  /**
   * What the cap leaves of each weight, parts per million, rounded down; a million where nothing is
   * capped.
   *
   * @param cells the cell of each
   * @param weights the weight of each
   */
  static long[] ppm(long[] cells, long[] weights, long cap) {
    SortedMap<Long, Long> totals = new TreeMap<>();
    for (int i = 0; i < cells.length; i++) {
      totals.merge(cells[i], weights[i], Math::addExact);
    }
    long[] ppm = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      long total = totals.getOrDefault(cells[i], 0L);
      ppm[i] = total > cap ? Amounts.mulDiv(Amounts.MILLION, cap, total) : Amounts.MILLION;
    }
    return ppm;
  }

  private static Contribution shrink(Contribution contribution, long ppm) {
    List<Factor> factors = new ArrayList<>(contribution.factors());
    factors.add(new Factor(NAME, ppm));
    List<String> reasons = new ArrayList<>(contribution.reasons());
    reasons.add(NAME);
    return new Contribution(
        contribution.device(),
        Amounts.mulDiv(contribution.weight(), ppm, Amounts.MILLION),
        factors,
        reasons,
        contribution.assessments(),
        contribution.evidence());
  }
}
