package polder.adapters.evm.contracts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.adapters.evm.Artifact;
import polder.adapters.evm.RevertReasons;

/** The compiled contracts that are part of this program. */
public final class Contracts {
  /** Their names, in the order in which they are made. */
  public static final List<String> NAMES =
      List.of(
          "PolderToken",
          "Staking",
          "Settlement",
          "Disputes",
          "Faults",
          "Seeds",
          "Deposits",
          "Inbox",
          "ManifestRegistry",
          "Timelock",
          "PolderGovernor");

  private final Map<String, Artifact> artifacts = new LinkedHashMap<>();

  private Contracts() throws IOException {
    for (String name : NAMES) {
      String path = "/polder/contracts/" + name + ".json";
      try (InputStream stream = Contracts.class.getResourceAsStream(path)) {
        if (stream == null) {
          throw new IOException("this build of Polder lacks the contract " + name + "; build anew");
        }
        artifacts.put(
            name, Artifact.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
  }

  /**
   * Reads them.
   *
   * @throws IOException if this program was built without them
   */
  public static Contracts read() throws IOException {
    return new Contracts();
  }

  /**
   * One of {@link #NAMES}.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Artifact get(String name) {
    Artifact artifact = artifacts.get(name);
    if (artifact == null) {
      throw new IllegalArgumentException("there is no contract " + name);
    }
    return artifact;
  }

  /** What they mean when they revert. */
  public RevertReasons reasons() {
    return new RevertReasons(
        artifacts.values().stream().map(artifact -> artifact.abi().json()).toList());
  }
}
