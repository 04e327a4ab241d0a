package polder.networks.compute;

import java.util.Optional;
import polder.networks.NetworkKind;
import polder.networks.NetworkRules;
import polder.networks.Reason;
import polder.protocol.manifest.Parameters;

/** Networks of computers: they pay for work that was done and could be verified. */
public final class ComputeKind implements NetworkKind {
  /** What manifests call it. */
  public static final String NAME = "compute";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public NetworkRules<?> configure(Parameters parameters) {
    return new ComputeRules(ComputeParameters.of(parameters));
  }

  /** What a reason code of markets means, in words; empty if there is none of that name. */
  public static Optional<String> meaning(String code) {
    return ComputeReasons.of(code).map(Reason::meaning);
  }

  @Override
  public Optional<Reason> explain(String code) {
    return ComputeReasons.of(code);
  }
}
