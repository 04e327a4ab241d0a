package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** Signs one message and writes it to a file: to try a door out, or a firmware against. */
@Command(
    name = "sign",
    description =
        "Sign a device's message and write it to a file, for curl or mosquitto_pub to send. Needs"
            + " no node. Not with the key of an agent that runs: it would not know of the message,"
            + " as if the device were cloned.")
final class DeviceSignCommand implements Action {
  private static final Pattern READING =
      Pattern.compile("([^=]{1,100})=([-+]?[0-9]{1,18}(?:\\.[0-9]{1,9})?)([^0-9.].{0,30})");

  @Parameters(
      arity = "1..*",
      paramLabel = "READING",
      description = "Name, value and unit as the network's manifest has it: temperature=12.5Cel.")
  private List<String> readings = new ArrayList<>();

  @Option(names = "--network", required = true, description = "To which network.")
  private String network = "";

  @Option(names = "--key", required = true, paramLabel = "FILE", description = "The device's key.")
  private Path key = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it.")
  private Path out = Path.of("");

  @Option(
      names = "--time",
      paramLabel = "MILLIS",
      description = "When it was measured, epoch milliseconds (default: now).")
  private @Nullable Long time;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description =
          "Number of the message, more than of those before (default: epoch milliseconds).")
  private @Nullable Long sequence;

  @Option(
      names = "--previous",
      paramLabel = "N",
      description = "Number of the message that the device signed before (default: not said).")
  private @Nullable Long previous;

  @Override
  public ExitCode run(Output output) throws IOException {
    if (!Files.exists(key)) {
      return output.fail(
          ExitCode.BAD_INPUT, "there is no " + key, "make one with `polder device enroll --key`");
    }
    long now = System.currentTimeMillis();
    DeviceMessage message;
    try {
      List<SenmlRecord> records = new ArrayList<>();
      for (String reading : readings) {
        records.add(record(reading, time == null ? now : time));
      }
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft(
              network,
              sequence == null ? now : sequence,
              Optional.empty(),
              DeviceMessage.SENML_CBOR,
              SenmlPack.encode(records));
      message = (previous == null ? draft : draft.after(previous)).sign(KeyFile.device(key));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "this cannot be signed: " + e.getMessage(),
          "give readings such as temperature=12.5Cel");
    }
    Files.write(out, message.wire().toArray());
    output.line("message " + message.id() + " of " + message.device().did());
    output.line(message.wire().size() + " bytes in " + out);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("message", message.id().toHex());
    document.put("device", message.device().did());
    document.put("file", out.toString());
    output.document(document);
    return ExitCode.DONE;
  }

  private static SenmlRecord record(String reading, long timeMillis) {
    Matcher matcher = READING.matcher(reading);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(reading + " is not NAME=VALUEUNIT");
    }
    return new SenmlRecord(
        matcher.group(1),
        matcher.group(3),
        new SenmlValue.Number(new BigDecimal(matcher.group(2))),
        timeMillis);
  }
}
