package polder.agent.learning;

import java.io.IOException;
import java.util.Optional;

/** Brings more of what a participant trains on into its folder, before each round. */
@FunctionalInterface
public interface Supply {
  /** Of a folder that its owner fills. */
  Supply NONE = Optional::empty;

  /**
   * Brings what is new. The folder changes only by this.
   *
   * @return what changed, as a person reads it; empty if nothing did
   * @throws IOException if it cannot be had now: it is tried again
   * @throws polder.agent.OfferException if it never can
   */
  Optional<String> bring() throws IOException;
}
