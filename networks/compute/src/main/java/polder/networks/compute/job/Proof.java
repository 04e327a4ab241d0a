package polder.networks.compute.job;

import java.util.Arrays;
import java.util.Optional;

/** How the result of a job is proven. */
public enum Proof {
  /** There is no result: what both sides counted is paid, and others look whether it runs. */
  METERED("metered"),
  /** The same bytes and the same fuel come out when another machine runs it again. */
  HASH("hash"),
  /** The same picture comes out when another machine renders parts of it again. */
  PIXELS("pixels"),
  /** Several machines work it out, and what those say decides who are believed most. */
  QUORUM("quorum");

  private final String code;

  Proof(String code) {
    this.code = code;
  }

  /** What it is called in jobs and messages. */
  public String code() {
    return code;
  }

  /** The one that is called so. */
  public static Optional<Proof> of(String code) {
    return Arrays.stream(values()).filter(proof -> proof.code.equals(code)).findFirst();
  }
}
