package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Factor;
import polder.networks.PastEpoch;
import polder.networks.PastEpoch.Worked;
import polder.networks.Prospect;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.money.Amounts;

/**
 * What one more station would be worth, once the epoch after its first has counted it: weighed with
 * all others by the kernels that weigh them. It reports in every period, so that its readings cover
 * all the time there is; it signs by itself; its place is nobody else's.
 */
final class Newcomer {
  private final SensorParameters parameters;
  private final Geography geography;
  private final Place place;
  private final PastEpoch epoch;
  private final CellCounts working;
  // Not from the memo of spots, which whoever asks could fill.
  private final long capCell;
  private final long densityCell;

  Newcomer(SensorParameters parameters, Geography geography, Place place, PastEpoch epoch) {
    this.parameters = parameters;
    this.geography = geography;
    this.place = place;
    this.epoch = epoch;
    this.working = Summary.decode(epoch.summary()).working();
    this.capCell = H3.cell(place, parameters.capResolution());
    this.densityCell =
        parameters.levels().isEmpty()
            ? 0
            : H3.cell(place, parameters.levels().getFirst().resolution());
  }

  Prospect prospect() {
    Prospect.Part most = part(Amounts.MILLION);
    List<SenderRecord> others = epoch.worked().stream().map(Worked::sender).toList();
    Companions companions = new Companions(parameters, place, others);
    List<String> words = new ArrayList<>(needed(most));
    words.addAll(verified(companions));
    return new Prospect(part(parameters.unverifiedPpm()), most, companions.of(), words);
  }

  private Prospect.Part part(long validity) {
    Density density = density(validity > 0);
    int own = epoch.worked().size();
    long[] cells = new long[own + 1];
    long[] weights = new long[own + 1];
    for (int i = 0; i < own; i++) {
      Worked other = epoch.worked().get(i);
      if (other.weight() > 0 && other.sender().site().isPresent()) {
        Geography.Spot spot = geography.spot(other.sender().site().get().place());
        cells[i] = spot.capCell();
        weights[i] = Worth.of(other.factors()).needed(density.needPpm(spot.densityCell())).weight();
      }
    }
    Worth worth =
        new Worth(Amounts.MILLION, validity, density.needPpm(densityCell), Optional.empty());
    cells[own] = capCell;
    weights[own] = worth.weight();
    long[] ppm = CellCap.ppm(cells, weights, parameters.cellCap());
    long others = 0;
    for (int i = 0; i < own; i++) {
      others = Math.addExact(others, Amounts.mulDiv(weights[i], ppm[i], Amounts.MILLION));
    }
    List<Factor> factors = worth.factors();
    if (ppm[own] < Amounts.MILLION) {
      factors.add(new Factor(CellCap.NAME, ppm[own]));
    }
    return new Prospect.Part(
        Amounts.mulDiv(weights[own], ppm[own], Amounts.MILLION), factors, others);
  }

  private Density density(boolean works) {
    CellCounts with =
        densityCell == 0 || !works
            ? working
            : working.plus(CellCounts.of(new long[] {densityCell}));
    return Density.of(with, parameters.levels());
  }

  private List<String> needed(Prospect.Part most) {
    List<String> words = new ArrayList<>();
    for (DensityLevel level : parameters.levels()) {
      long count =
          working
              .into(level.resolution(), Long.MAX_VALUE)
              .in(H3.parent(densityCell, level.resolution()), 0);
      words.add(
          "In this area of "
              + SensorWords.area(level.resolution())
              + " "
              + (count == 0 ? "no station" : SensorWords.devices(count))
              + (count > 1 ? " work" : " works")
              + (count == 0 ? " yet; " : "; ")
              + needed(level.target())
              + ".");
    }
    for (Factor factor : most.factors()) {
      if (factor.ppm() < Amounts.MILLION) {
        words.add(
            factor.name().equals(CellCap.NAME)
                ? "All stations of one cell together are capped, which leaves each of them "
                    + SensorWords.percent(factor.ppm())
                    + " here."
                : "With yours each of them would count "
                    + SensorWords.percent(factor.ppm())
                    + " of a whole one.");
      }
    }
    return words;
  }

  private List<String> verified(Companions companions) {
    List<String> words = new ArrayList<>();
    for (Quantity quantity : parameters.quantities().values()) {
      if (quantity.neighbours().isPresent()) {
        Neighbours limits = quantity.neighbours().get();
        int count = companions.of(limits).size();
        String enough =
            count >= limits.leastOwners()
                ? "."
                : ": until then they earn " + SensorWords.percent(parameters.unverifiedPpm()) + ".";
        words.add(
            who(count)
                + " within "
                + SensorWords.kilometers(limits.radiusDecimeters())
                + "; "
                + needed(limits.leastOwners())
                + " to verify readings of "
                + SensorWords.name(quantity)
                + enough);
      }
    }
    return words;
  }

  private static String who(int count) {
    return switch (count) {
      case 0 -> "No station of another owner stands";
      case 1 -> "A station of 1 other owner stands";
      default -> "Stations of " + count + " other owners stand";
    };
  }

  private static String needed(long count) {
    return count == 1 ? "1 is needed" : count + " are needed";
  }
}
