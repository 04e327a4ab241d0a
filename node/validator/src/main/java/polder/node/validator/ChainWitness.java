package polder.node.validator;

import java.util.List;
import polder.epoch.EpochHeader;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/** What the chain that pays says of a header, asked before it is computed and signed. */
public interface ChainWitness {
  /** For who checks no chain. */
  ChainWitness UNASKED = (header, deployment) -> new Answer.Fits();

  /** An answer. */
  sealed interface Answer {
    /** The chain would take it, or has it as the last final one. */
    record Fits() implements Answer {}

    /** Its epoch was final before; nobody needs a signature, and none is given. */
    record Settled() implements Answer {}

    /** The chain would never take it, for this reason. */
    record Wrong(String why) implements Answer {}

    /** That cannot be told now, for this reason; to be asked again. */
    record NotNow(String why) implements Answer {}
  }

  /**
   * Asks about {@code header}.
   *
   * @param deployment the rules that the header names
   */
  Answer of(EpochHeader header, DeploymentManifest deployment);

  /**
   * Asks whether {@code header}, which fits otherwise, takes in what contracts said, and nothing
   * else.
   *
   * @param before where the epoch before stands
   * @param events what the epoch took in
   */
  default Answer tookIn(
      ChainPoint before,
      EpochHeader header,
      List<ChainEvent> events,
      DeploymentManifest deployment) {
    return new Answer.Fits();
  }
}
