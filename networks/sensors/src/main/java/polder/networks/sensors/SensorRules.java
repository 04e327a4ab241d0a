package polder.networks.sensors;

import java.util.List;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.Grouping;
import polder.networks.Guide;
import polder.networks.Judgement;
import polder.networks.Measurement;
import polder.networks.NetworkRules;
import polder.networks.Outcome;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.message.DeviceMessage;

/** The rules of one network of sensors. */
final class SensorRules implements NetworkRules<SensorReport> {
  private final SensorParameters parameters;
  private final ReportReader reader;
  private final Summary.Memo summaries;
  private final Geography geography;
  private final Guide guide;

  SensorRules(SensorParameters parameters) {
    this.parameters = parameters;
    this.reader = new ReportReader(parameters);
    this.geography = new Geography(parameters);
    this.summaries = new Summary.Memo(parameters.levels());
    this.guide = new SensorGuide(parameters, geography);
  }

  @Override
  public Judgement<SensorReport> judge(
      DeviceMessage message, SenderRecord sender, EpochWindow window) {
    return reader.read(message, sender, window);
  }

  @Override
  public List<Measurement> measurements(DeviceMessage message) {
    return reader.measurements(message);
  }

  @Override
  public Grouping group(SensorReport report, SenderRecord sender) {
    return geography.spot(report.site().place()).grouping();
  }

  @Override
  public Outcome weigh(GroupInputs<SensorReport> inputs, EpochContext context) {
    return geography.isReview(inputs.group())
        ? new Review(parameters, geography, inputs, context.window()).weigh()
        : new StationGroup(parameters, geography, inputs, context, summaries.of(context.summary()))
            .weigh();
  }

  @Override
  public Bytes merge(Bytes first, Bytes second) {
    return Summary.merge(first, second);
  }

  @Override
  public Guide guide() {
    return guide;
  }
}
