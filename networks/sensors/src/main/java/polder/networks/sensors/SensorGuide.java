package polder.networks.sensors;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import polder.networks.Guide;
import polder.networks.PastEpoch;
import polder.networks.Prospect;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.geo.Place;

/** What people ask of a network of sensors, answered by the kernels that weigh its stations. */
final class SensorGuide implements Guide {
  private final SensorParameters parameters;
  private final Geography geography;
  private final List<String> words;

  SensorGuide(SensorParameters parameters, Geography geography) {
    this.parameters = parameters;
    this.geography = geography;
    this.words = List.copyOf(SensorWords.of(parameters));
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public OptionalLong periodMillis() {
    return OptionalLong.of(parameters.periodMillis());
  }

  /** The cells for which a target is set, or else those whose total is capped. */
  @Override
  public OptionalInt mapResolution() {
    int resolution =
        parameters.levels().isEmpty()
            ? parameters.capResolution()
            : parameters.levels().getFirst().resolution();
    return OptionalInt.of(resolution);
  }

  @Override
  public OptionalInt areaResolution() {
    return OptionalInt.of(Math.min(parameters.groupResolution(), mapResolution().orElseThrow()));
  }

  @Override
  public Demand demand(Bytes summary) {
    return Density.of(Summary.decode(summary).working(), parameters.levels())::wanted;
  }

  @Override
  public long reachDecimeters() {
    return parameters.widestRadiusDecimeters();
  }

  @Override
  public List<SenderRecord> compared(SenderRecord device, List<SenderRecord> others) {
    return device
        .site()
        .map(site -> new Companions(parameters, site.place(), others).of(device))
        .orElse(List.of());
  }

  @Override
  public Optional<Prospect> prospect(Place place, PastEpoch epoch) {
    return Optional.of(new Newcomer(parameters, geography, place, epoch).prospect());
  }
}
