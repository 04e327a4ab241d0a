package polder.node.view;

import java.util.Comparator;
import java.util.List;
import polder.epoch.CredentialEffect;
import polder.networks.Factor;
import polder.networks.PastEpoch;
import polder.protocol.geo.Place;
import polder.protocol.money.Amounts;

/**
 * The devices of a survey that had a reward in the latest epoch, be it 0, put in order once for all
 * who ask of a place.
 */
final class Weighed {
  // A little less than the length of a degree of latitude anywhere, so that no device is missed.
  private static final long MICRO_DEGREES_PER_100_METERS = 910;

  private final List<Survey.Surveyed> byLatitude;
  private final PastEpoch past;
  private final long weight;
  private final long bareWeight;

  private Weighed(List<Survey.Surveyed> byLatitude, PastEpoch past) {
    this.byLatitude = byLatitude;
    this.past = past;
    this.weight = past.worked().stream().mapToLong(PastEpoch.Worked::weight).sum();
    this.bareWeight = past.worked().stream().mapToLong(Weighed::bare).sum();
  }

  static Weighed of(Survey survey) {
    List<Survey.Surveyed> weighed =
        survey.devices().stream()
            .filter(survey::isWeighed)
            .sorted(Comparator.comparingInt(Weighed::latMicro))
            .toList();
    List<PastEpoch.Worked> worked =
        weighed.stream()
            .flatMap(device ->
                device.rewards().stream()
                    .map(line ->
                        new PastEpoch.Worked(device.sender(), line.weightPpm(), line.factors())))
            .toList();
    return new Weighed(weighed, new PastEpoch(survey.summary(), worked));
  }

  private static int latMicro(Survey.Surveyed device) {
    return device.sender().site().orElseThrow().place().latMicro();
  }

  /** What a device weighed before credentials changed it. */
  private static long bare(PastEpoch.Worked worked) {
    long bare = Amounts.MILLION;
    boolean changed = false;
    for (Factor factor : worked.factors()) {
      if (CredentialEffect.isOne(factor)) {
        changed = true;
      } else {
        bare = Amounts.mulDiv(bare, factor.ppm(), Amounts.MILLION);
      }
    }
    return changed ? bare : worked.weight();
  }

  /** As the kind saw the latest epoch. */
  PastEpoch past() {
    return past;
  }

  /** What others weigh that weigh {@code bare} together before credentials change it. */
  long withCredentials(long bare) {
    return bareWeight == 0 ? bare : Amounts.mulDiv(bare, weight, bareWeight);
  }

  /** Those within {@code reachDecimeters} north and south of {@code place}, and some more. */
  List<Survey.Surveyed> around(Place place, long reachDecimeters) {
    long reach =
        reachDecimeters * MICRO_DEGREES_PER_100_METERS / 1_000 + MICRO_DEGREES_PER_100_METERS;
    return byLatitude.subList(first(place.latMicro() - reach), first(place.latMicro() + reach + 1));
  }

  /** The number of the first device that stands at {@code latMicro} or north of it. */
  private int first(long latMicro) {
    int low = 0;
    int high = byLatitude.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (latMicro(byLatitude.get(middle)) < latMicro) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
