package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViaFileTest {
  @TempDir Path directory;

  @Test
  void isFoundByItsSecretAlone() throws IOException {
    ViaFile.Created one = ViaFile.create(directory, "airrohr", "air", "one");
    ViaFile.Created two = ViaFile.create(directory, "airrohr", "air", "two");
    ViaDevices devices = new ViaDevices(directory);
    assertThat(devices.find("airrohr", one.secret()).map(device -> device.key().id()))
        .contains(one.device().key().id());
    assertThat(devices.find("airrohr", two.secret()).map(ViaDevice::name)).contains("two");
    assertThat(devices.find("other", one.secret())).isEmpty();
    assertThat(devices.find("airrohr", one.secret() + " ")).isEmpty();
    assertThat(devices.find("airrohr", one.device().secret().toHex())).isEmpty();
    assertThat(devices.find("airrohr", "")).isEmpty();
  }

  @Test
  void isNeverWrittenOver() throws IOException {
    ViaFile.create(directory, "airrohr", "air", "one");
    assertThatThrownBy(() -> ViaFile.create(directory, "airrohr", "air", "one"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another name");
    assertThatThrownBy(() -> ViaFile.create(directory, "airrohr", "air", "../one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** One damaged file keeps out its own device and nobody else. */
  @Test
  void mayBeDamaged() throws IOException {
    ViaFile.Created good = ViaFile.create(directory, "airrohr", "air", "good");
    ViaFile.Created bad = ViaFile.create(directory, "airrohr", "air", "bad");
    Path file = directory.resolve("air.bad.via");
    Files.writeString(file, Files.readString(file).replace("device-key", "device-kex"));
    ViaDevices devices = new ViaDevices(directory);
    assertThat(devices.find("airrohr", good.secret())).isPresent();
    assertThat(devices.find("airrohr", bad.secret())).isEmpty();
    assertThat(new ViaDevices(directory.resolve("none")).find("airrohr", "x")).isEmpty();
  }
}
