package polder.node.closing;

import java.io.IOException;
import polder.protocol.manifest.Manifests;

/** Says which rules follow which. */
@FunctionalInterface
public interface Succession {
  /** The same for ever. */
  Succession NONE = (epoch, now) -> new Next.Rules(now);

  /** What the next epoch is closed by. */
  sealed interface Next {
    /** These rules. */
    record Rules(Manifests manifests) implements Next {}

    /**
     * It cannot be closed here now.
     *
     * @param why what is missing and what to do, one line
     */
    record Hindered(String why) implements Next {}
  }

  /**
   * What {@code epoch}, the next one, is closed by, as far as is known now.
   *
   * @param now the rules in force so far
   * @throws IOException if the rules cannot be read
   */
  Next of(long epoch, Manifests now) throws IOException;
}
