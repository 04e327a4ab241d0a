package polder.networks.compute;

import java.util.Optional;

/**
 * What a machine says of its renderer, as far as it decides by what pictures are measured: {@code
 * 3.4.1 cpu x86_64 cycles/avx2 …}. Equal lines give equal pixels; renderers of one version on
 * different processors give pictures that are nearly the same. Of graphics processors nobody has
 * measured that.
 *
 * @param version the renderer's
 * @param device what computes, by the first word said of it
 */
record PictureClass(String version, String device) {
  private static final String CPU = "cpu";

  /** Reads such a line; empty if it is another. */
  static Optional<PictureClass> of(String runtime) {
    String[] words = runtime.split(" ", 3);
    return words.length < 2 || words[0].isEmpty()
        ? Optional.empty()
        : Optional.of(new PictureClass(words[0], words[1]));
  }

  /** Whether pictures of renderers that are described so can be compared by how alike they are. */
  static boolean areComparable(String one, String other) {
    Optional<PictureClass> its = of(one);
    return its.isPresent() && its.get().device().equals(CPU) && its.equals(of(other));
  }
}
