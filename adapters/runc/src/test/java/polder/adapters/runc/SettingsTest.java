package polder.adapters.runc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTest {
  /** Other programs are told these names, and run elsewhere. */
  @Test
  void foldersAreNamedFromTheRoot() {
    Settings settings = Settings.in(Path.of("lent")).withArchives(Path.of("images"));

    assertThat(settings.home()).isEqualTo(Path.of("lent").toAbsolutePath());
    assertThat(settings.archives()).contains(Path.of("images").toAbsolutePath());
  }
}
