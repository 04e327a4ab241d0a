package polder.agent;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** A folder with an outbox in it, and who signs. */
abstract class OutboxScene {
  static final DeviceKey KEY = DeviceKey.ed25519(new byte[32]);
  static final Outbox.Signer SIGNER = new TestSigner(KEY, "air");
  static final long NOW = 1_800_000_000_000L;
  static final long PLENTY = 1 << 24;

  @TempDir Path folder;

  final List<String> warnings = new ArrayList<>();

  Outbox open() throws IOException {
    return open(folder, PLENTY);
  }

  Outbox open(Path where, long maxBytes) throws IOException {
    return Outbox.open(where, maxBytes, warnings::add);
  }

  static SenmlRecord reading(long number) {
    return new SenmlRecord(
        "temperature", "Cel", new SenmlValue.Number(BigDecimal.valueOf(number)), NOW + number);
  }

  /** Signs with a key for a network. */
  record TestSigner(DeviceKey key, String network) implements Outbox.Signer {
    @Override
    public Outbox.Author author() {
      return new Outbox.Author(key.id(), network);
    }

    @Override
    public DeviceMessage sign(Outbox.Numbering number, List<SenmlRecord> readings) {
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft(
              network,
              number.sequence(),
              Optional.empty(),
              DeviceMessage.SENML_CBOR,
              SenmlPack.encode(readings));
      return number.previous().map(draft::after).orElse(draft).sign(key);
    }
  }

  static List<Long> sequences(Outbox outbox) {
    return outbox.oldest(Integer.MAX_VALUE, Long.MAX_VALUE).stream()
        .map(Outbox.Stored::sequence)
        .toList();
  }
}
