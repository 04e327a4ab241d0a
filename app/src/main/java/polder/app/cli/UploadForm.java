package polder.app.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.OpenSenseMapBox;
import polder.node.gateway.upload.Quantities;
import polder.node.gateway.upload.UploadKind;

/**
 * What the owner of a stock device types into its form, and a line for the shell that sends one
 * reading as the device would.
 *
 * @param kind which protocol
 * @param device the device with its secret
 * @param quantities what its network takes
 * @param node where the node listens
 */
record UploadForm(UploadKind kind, ViaFile.Created device, Quantities quantities, URI node) {
  /** The words for kinds of devices, for a person. */
  static String kinds() {
    return Arrays.stream(UploadKind.values())
        .map(UploadKind::word)
        .collect(Collectors.joining(", "));
  }

  /** The lines, in the order in which the form asks. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (kind) {
          case AIRROHR ->
              "in the device's form, under 'APIs', tick 'Send data to own API' and type";
          case WUNDERGROUND ->
              "in the console's form or app, under 'Customized', choose 'Wunderground' and type";
          case ECOWITT ->
              "in the console's form or app, under 'Customized', choose 'Ecowitt' and type";
          case OPENSENSEMAP -> "in the sketch of the senseBox, in place of openSenseMap's, write";
        });
    lines.add("  Server:   " + node.getHost() + " (as the device can reach it)");
    lines.add("  Port:     " + node.getPort());
    lines.addAll(fields());
    lines.add("the secret is shown only now; the node must listen with --host 0.0.0.0");
    lines.add("to try it from here, as if you were the device:");
    lines.add("  " + curl());
    return lines;
  }

  private List<String> fields() {
    return switch (kind) {
      case AIRROHR ->
          List.of(
              "  Path:     /v1/airrohr", "  User:     polder", "  Password: " + device.secret());
      case WUNDERGROUND ->
          List.of(
              "  Path:     /weatherstation/updateweatherstation.php?",
              "  ID:       " + device.device().name(),
              "  Key:      " + device.secret(),
              "  Interval: 60 seconds or more, where it asks");
      case ECOWITT ->
          List.of(
              "  Path:     /data/report/" + device.secret(),
              "  Interval: 60 seconds or more",
              "a console of Ambient Weather needs a question mark at the end of the path");
      case OPENSENSEMAP -> sensors();
    };
  }

  private OpenSenseMapBox box() {
    return OpenSenseMapBox.of(device.device().key().id(), quantities);
  }

  private List<String> sensors() {
    OpenSenseMapBox box = box();
    List<String> lines = new ArrayList<>();
    lines.add("  Box:      " + box.id());
    lines.add("  Token:    " + device.secret() + " (access token, sent as Authorization)");
    for (OpenSenseMapBox.Sensor sensor : box.sensors()) {
      lines.add("  Sensor:   " + sensor.id() + " " + sensor.quantity() + " in " + sensor.sent());
    }
    return lines;
  }

  /** Sends what the network takes of what such a device measures. */
  private String curl() {
    return switch (kind) {
      case AIRROHR ->
          "curl -sS -u polder:%s -H 'Content-Type: application/json' -d '%s' %s/v1/airrohr"
              .formatted(
                  device.secret(),
                  "{\"esp8266id\":\"1\",\"sensordatavalues\":["
                      + "{\"value_type\":\"SDS_P2\",\"value\":\"5.20\"},"
                      + "{\"value_type\":\"BME280_temperature\",\"value\":\"12.30\"}]}",
                  node);
      case WUNDERGROUND ->
          "curl -sS '%s/weatherstation/updateweatherstation.php?ID=%s&PASSWORD=%s&action=updateraw&dateutc=now&tempf=54.1&AqPM2.5=5.2'"
              .formatted(node, device.device().name(), device.secret());
      case ECOWITT ->
          "curl -sS -d 'tempf=54.1&pm25_ch1=5.2&dateutc=now' %s/data/report/%s"
              .formatted(node, device.secret());
      case OPENSENSEMAP ->
          "curl -sS -H 'Authorization: %s' -H 'Content-Type: text/csv' -d '%s,12.3' %s/boxes/%s/data"
              .formatted(
                  device.secret(),
                  box().sensors().isEmpty() ? "SENSOR" : sample(),
                  node,
                  box().id());
    };
  }

  /** A sensor for which 12.3 is a likely value, if there is one. */
  private String sample() {
    return box().sensors().stream()
        .filter(sensor -> sensor.quantity().equals("temperature"))
        .findFirst()
        .orElse(box().sensors().getFirst())
        .id();
  }
}
