package polder.node.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files of this room that come with the program. */
final class Resources {
  private Resources() {}

  /**
   * The bytes of the file {@code name} beside the classes of this room.
   *
   * @throws IllegalStateException if the program lacks it
   */
  static byte[] bytes(String name) {
    try (InputStream input = Resources.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return input.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
