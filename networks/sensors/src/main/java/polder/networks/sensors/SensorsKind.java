package polder.networks.sensors;

import java.util.Optional;
import polder.networks.NetworkKind;
import polder.networks.NetworkRules;
import polder.networks.Reason;
import polder.protocol.manifest.Parameters;

/** Networks of sensors: they pay for readings that are valid, available and needed. */
public final class SensorsKind implements NetworkKind {
  @Override
  public String name() {
    return "sensors";
  }

  @Override
  public NetworkRules<?> configure(Parameters parameters) {
    return new SensorRules(SensorParameters.of(parameters));
  }

  @Override
  public Optional<Reason> explain(String code) {
    return SensorReasons.of(code);
  }
}
