package polder.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** Simulated devices with keys, enrolled at a node, and what they will send, signed beforehand. */
final class SignedLoad {
  static final String NETWORK = "air-temperature";

  private static final int ENROLMENTS_AT_ONCE = 500;

  private final List<DeviceKey> devices;

  private SignedLoad(List<DeviceKey> devices) {
    this.devices = devices;
  }

  /** Enrols {@code size} devices from that number on, each of an owner of its own. */
  static SignedLoad enrol(NodeClient client, int first, int size)
      throws IOException, InterruptedException {
    Deployment deployment = client.deployment();
    List<DeviceKey> devices =
        IntStream.range(first, first + size)
            .mapToObj(i -> DeviceKey.ed25519(secret(1, i)))
            .toList();
    for (int from = 0; from < size; from += ENROLMENTS_AT_ONCE) {
      List<Bytes> wires =
          IntStream.range(from, Math.min(size, from + ENROLMENTS_AT_ONCE))
              .parallel()
              .mapToObj(i -> enrolment(deployment, devices.get(i), first + i))
              .toList();
      client
          .post(wires)
          .forEach(verdict -> {
            if (!(verdict instanceof Verdict.Accepted)) {
              throw new IllegalStateException("an enrolment was not taken: " + verdict);
            }
          });
    }
    return new SignedLoad(devices);
  }

  private static byte[] secret(int kind, int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) kind;
    secret[1] = (byte) (number >> 16);
    secret[2] = (byte) (number >> 8);
    secret[3] = (byte) number;
    secret[31] = 1;
    return secret;
  }

  private static Bytes enrolment(Deployment deployment, DeviceKey device, int number) {
    byte[] owner = secret(2, number);
    Account account = Secp256k1.account(owner);
    Place place = new Place(52_000_000 + number / 50 * 10_000, 4_800_000 + number % 50 * 10_000);
    Action.Enrol bare =
        new Action.Enrol(
            NETWORK, device.id(), Optional.of(new Site(place, 0)), Optional.empty(), Bytes.EMPTY);
    Action.Enrol proven = AccountMessage.proven(deployment, account, 1, bare, device);
    return new AccountMessage.Draft(account, 1, proven).sign(owner, deployment).wire();
  }

  /**
   * One message of each device, or {@code rounds} of them, in batches as large as asked.
   *
   * @param readings readings in each message, one second apart
   * @param untilMillis when the last of them was measured
   */
  List<List<DeviceMessage>> messages(int rounds, int readings, int batch, long untilMillis) {
    long first = untilMillis - 1_000L * readings * rounds;
    int all = rounds * devices.size();
    return IntStream.range(0, (all + batch - 1) / batch)
        .parallel()
        .mapToObj(number -> {
          List<DeviceMessage> messages = new ArrayList<>(batch);
          for (int i = number * batch; i < Math.min(all, (number + 1) * batch); i++) {
            long from = first + 1_000L * readings * (i / devices.size());
            messages.add(message(devices.get(i % devices.size()), from, readings, from));
          }
          return messages;
        })
        .toList();
  }

  private static DeviceMessage message(
      DeviceKey device, long sequence, int readings, long fromMillis) {
    List<SenmlRecord> records = new ArrayList<>(readings);
    for (int i = 0; i < readings; i++) {
      records.add(
          new SenmlRecord(
              "temperature",
              "Cel",
              new SenmlValue.Number(BigDecimal.valueOf(180 + i % 7, 1)),
              fromMillis + 1_000L * i));
    }
    return new DeviceMessage.Draft(
            NETWORK,
            sequence,
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(records))
        .sign(device);
  }

  /** The last of the devices. */
  DeviceId last() {
    return devices.getLast().id();
  }

  /** All devices. */
  List<DeviceKey> devices() {
    return devices;
  }

  /** One message with one reading. */
  static DeviceMessage message(DeviceKey device, long sequence, long timeMillis) {
    return message(device, sequence, 1, timeMillis);
  }

  /** A CBOR sequence of messages. */
  static byte[] body(List<DeviceMessage> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    messages.forEach(message -> out.writeBytes(message.wire().unsafeArray()));
    return out.toByteArray();
  }
}
