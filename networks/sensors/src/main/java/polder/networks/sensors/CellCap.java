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
  private static final String NAME = "cell_cap";

  private CellCap() {}

  static List<Contribution> apply(List<StationEpoch.Weighed> weighed, long cap) {
    long[] cells = new long[weighed.size()];
    SortedMap<Long, Long> totals = new TreeMap<>();
    for (int i = 0; i < cells.length; i++) {
      StationEpoch.Weighed one = weighed.get(i);
      cells[i] = one.spot().capCell();
      totals.merge(cells[i], one.contribution().weight(), Math::addExact);
    }
    List<Contribution> capped = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      Contribution contribution = weighed.get(i).contribution();
      long total = totals.getOrDefault(cells[i], 0L);
      capped.add(total > cap ? shrink(contribution, cap, total) : contribution);
    }
    return capped;
  }

  private static Contribution shrink(Contribution contribution, long cap, long total) {
    long ppm = Amounts.mulDiv(Amounts.MILLION, cap, total);
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
