package polder.node.gateway.upload;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.node.gateway.ViaFile;
import polder.protocol.manifest.NetworkManifest;

/**
 * What the owner of a stock device types into its form, and a line for the shell that sends one
 * reading as the device would.
 *
 * @param kind which protocol
 * @param device the device with its secret
 * @param quantities what its network takes
 * @param node where the node listens
 */
public record UploadForm(UploadKind kind, ViaFile.Created device, Quantities quantities, URI node) {
  /** What is true of every such form. */
  public static final String ONCE =
      "the secret is shown only now; the node must listen with --host 0.0.0.0";

  private static final int LABEL_LETTERS = 10;

  /**
   * The form of {@code device} in the network of {@code manifest}.
   *
   * @throws java.util.NoSuchElementException if its kind is none that the node signs for
   */
  public static UploadForm of(ViaFile.Created device, NetworkManifest manifest, URI node) {
    UploadKind kind = UploadKind.of(device.device().via()).orElseThrow();
    return new UploadForm(kind, device, Quantities.of(manifest), node);
  }

  /**
   * A field of the form.
   *
   * @param label as the form has it
   * @param value what to type
   */
  public record Line(String label, String value) {}

  /** Where the form is. */
  public String title() {
    return switch (kind) {
      case AIRROHR -> "in the device's form, under 'APIs', tick 'Send data to own API' and type";
      case WUNDERGROUND ->
          "in the console's form or app, under 'Customized', choose 'Wunderground' and type";
      case ECOWITT -> "in the console's form or app, under 'Customized', choose 'Ecowitt' and type";
      case OPENSENSEMAP -> "in the sketch of the senseBox, in place of openSenseMap's, write";
    };
  }

  /** The fields, in the order in which the form asks. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Server", node.getHost() + " (as the device can reach it)"));
    lines.add(new Line("Port", String.valueOf(port())));
    lines.addAll(fields());
    return lines;
  }

  /** What some devices of the kind need besides. */
  public Optional<String> note() {
    return kind == UploadKind.ECOWITT
        ? Optional.of("a console of Ambient Weather needs a question mark at the end of the path")
        : Optional.empty();
  }

  /** All of it as lines for a terminal. */
  public List<String> text() {
    List<String> text = new ArrayList<>();
    text.add(title());
    for (Line line : lines()) {
      String label = String.format(Locale.ROOT, "%-" + LABEL_LETTERS + "s", line.label() + ":");
      text.add("  " + label + line.value());
    }
    note().ifPresent(text::add);
    text.add(ONCE);
    text.add("to try it from here, as if you were the device:");
    text.add("  " + curl());
    return text;
  }

  private int port() {
    if (node.getPort() >= 0) {
      return node.getPort();
    }
    return "https".equals(node.getScheme()) ? 443 : 80;
  }

  private List<Line> fields() {
    return switch (kind) {
      case AIRROHR ->
          List.of(
              new Line("Path", "/v1/airrohr"),
              new Line("User", "polder"),
              new Line("Password", device.secret()));
      case WUNDERGROUND ->
          List.of(
              new Line("Path", "/weatherstation/updateweatherstation.php?"),
              new Line("ID", device.device().name()),
              new Line("Key", device.secret()),
              new Line("Interval", "60 seconds or more, where it asks"));
      case ECOWITT ->
          List.of(
              new Line("Path", "/data/report/" + device.secret()),
              new Line("Interval", "60 seconds or more"));
      case OPENSENSEMAP -> sensors();
    };
  }

  private OpenSenseMapBox box() {
    return OpenSenseMapBox.of(device.device().key().id(), quantities);
  }

  private List<Line> sensors() {
    OpenSenseMapBox box = box();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Box", box.id()));
    lines.add(new Line("Token", device.secret() + " (access token, sent as Authorization)"));
    for (OpenSenseMapBox.Sensor sensor : box.sensors()) {
      lines.add(new Line("Sensor", sensor.id() + " " + sensor.quantity() + " in " + sensor.sent()));
    }
    return lines;
  }

  /** Sends what the network takes of what such a device measures. */
  public String curl() {
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
