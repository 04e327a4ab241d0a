package polder.node.gateway.upload;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.node.gateway.ViaDevice;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * Whatever comes at a door, it is refused with a reason or gives readings that a message can carry.
 * Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class UploadFormatFuzzTest {
  private static final long TIME = 1_767_225_600_000L;
  private static final ViaDevice DEVICE =
      new ViaDevice("any", "any", "any", Hash.ZERO, DeviceKey.ed25519(new byte[32]));
  private static final Quantities WANTED =
      new Quantities(
          new TreeMap<>(
              Map.of(
                  "temperature",
                  "Cel",
                  "humidity",
                  "%RH",
                  "pressure",
                  "Pa",
                  "wind_speed",
                  "m/s",
                  "wind_gust",
                  "m/s",
                  "wind_direction",
                  "deg",
                  "rain",
                  "mm/h",
                  "pm25",
                  "ug/m3")));

  @FuzzTest(maxDuration = "1m")
  void aConsoleIsReadOrRefused(byte[] form) {
    UploadFormat format = new WundergroundFormat(new ConsoleReport());
    String text = new String(form, StandardCharsets.ISO_8859_1);
    String path = "/weatherstation/updateweatherstation.php";
    read(format, new Upload(path + text, "", Optional.empty(), "", Bytes.EMPTY));
    read(format, new Upload(path, text, Optional.empty(), "", Bytes.EMPTY));
    UploadFormat ecowitt = new EcowittFormat(new ConsoleReport());
    read(ecowitt, new Upload("/data/report/" + text, "", Optional.empty(), "", Bytes.EMPTY));
    read(ecowitt, new Upload("/data/report/a", "", Optional.empty(), "", Bytes.copyOf(form)));
  }

  @FuzzTest(maxDuration = "1m")
  void aBoxIsReadOrRefused(byte[] body) {
    OpenSenseMapBox box = OpenSenseMapBox.of(DEVICE.key().id(), WANTED);
    // So that what is kept may name a sensor: 0 to 8 stand for the box's own.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < box.sensors().size(); i++) {
      text = text.replace("SENSOR" + i, box.sensors().get(i).id());
    }
    Bytes named = Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    String path = "/boxes/" + box.id();
    String one = path + "/" + box.sensors().getFirst().id();
    UploadFormat format = new OpenSenseMapFormat();
    read(format, new Upload(path + "/data", "", Optional.of("a"), "text/csv", named));
    read(format, new Upload(path + "/data", "", Optional.of("a"), "application/json", named));
    read(format, new Upload(one, "", Optional.of("a"), "application/json", named));
  }

  private static void read(UploadFormat format, Upload upload) {
    List<SenmlRecord> records;
    try {
      format.secret(upload);
      format.isFor(upload, DEVICE);
      records = format.read(upload, DEVICE, WANTED, TIME);
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
      return;
    }
    if (!records.isEmpty() && !SenmlPack.decode(SenmlPack.encode(records)).equals(records)) {
      throw new AssertionError("a message does not carry what was read");
    }
  }
}
