package polder.networks.learning;

import java.util.Optional;
import polder.networks.NetworkKind;
import polder.networks.NetworkRules;
import polder.networks.Reason;
import polder.protocol.manifest.Parameters;

/**
 * Networks that train models: they pay for what an update improved, measured so that anyone can.
 */
public final class LearningKind implements NetworkKind {
  /** What manifests call it. */
  public static final String NAME = "learning";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public NetworkRules<?> configure(Parameters parameters) {
    return new LearningRules(LearningParameters.of(parameters));
  }

  @Override
  public Optional<Reason> explain(String code) {
    return LearningReasons.of(code);
  }
}
