package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.Outcome;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.geo.Covering;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.message.DeviceMessage;

/** The rules of one network of sensors. */
final class SensorRules implements NetworkRules<SensorReport> {
  private static final int MOST_MEMOIZED = 100_000;

  private final SensorParameters parameters;
  private final ReportReader reader;
  private final Density.Memo density;
  // Only a memo of a pure function: a place's groups never change under the same parameters.
  private final ConcurrentMap<Place, Grouping> groupings = new ConcurrentHashMap<>();

  SensorRules(SensorParameters parameters) {
    this.parameters = parameters;
    this.reader = new ReportReader(parameters);
    this.density = new Density.Memo(parameters.levels());
  }

  @Override
  public Judgement<SensorReport> judge(
      DeviceMessage message, SenderRecord sender, EpochWindow window) {
    return reader.read(message, sender, window);
  }

  @Override
  public Grouping group(SensorReport report, SenderRecord sender) {
    if (groupings.size() >= MOST_MEMOIZED) {
      groupings.clear();
    }
    return groupings.computeIfAbsent(report.site().place(), this::grouping);
  }

  private Grouping grouping(Place place) {
    int resolution = parameters.groupResolution();
    long home = H3.cell(place, resolution);
    List<GroupKey> witnesses = new ArrayList<>();
    if (parameters.widestRadiusDecimeters() > 0) {
      for (long cell : Covering.cells(place, parameters.widestRadiusDecimeters(), resolution)) {
        if (cell != home) {
          witnesses.add(new GroupKey(H3.toText(cell)));
        }
      }
    }
    return new Grouping(new GroupKey(H3.toText(home)), witnesses);
  }

  @Override
  public Outcome weigh(GroupInputs<SensorReport> inputs, EpochContext context) {
    return new StationGroup(parameters, inputs, context, density.of(context.summary())).weigh();
  }

  @Override
  public Bytes merge(Bytes first, Bytes second) {
    return Density.merge(first, second);
  }
}
