package polder.agent.work;

import polder.ports.work.Renderer;

/**
 * What renders pictures on this machine.
 *
 * @param about what it is
 * @param opening starts renderers
 */
public record Studio(Renderer.About about, Opening opening) {
  private static final String NAME = "blender ";

  /** What a machine says of it among its runtimes, beginning with the version. */
  public String runtime() {
    String all = about.sameClass();
    return all.startsWith(NAME) ? all.substring(NAME.length()) : all;
  }

  /** Starts renderers. */
  public interface Opening {
    /** One with so many threads, for scenes that take so much memory; whoever asks closes it. */
    Renderer open(int threads, long memoryBytes);
  }
}
