package polder.agent.compute;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import polder.agent.Outbox;
import polder.agent.work.Workshop;
import polder.agent.work.Yardstick;
import polder.networks.compute.Machine;
import polder.networks.compute.Round;
import polder.networks.compute.Speed;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;

/** A machine with its door, which one stranger was drawn to time in epoch 5. */
final class TimingScene implements AutoCloseable {
  static final DeviceKey TIMER = DeviceKey.ed25519(Hash.sha256(new byte[] {9}).toArray());
  static final Hash NONCE = Hash.sha256(new byte[] {5});
  static final Round ROUND = new Round(5, NONCE, List.of(TIMER.id()), Optional.empty());

  final SpeedDesk speeds;
  private final LeaseScene leases;
  private final Workshop workshop;
  private final Door door;

  TimingScene(Path folder, WasmRunner runner) throws IOException {
    leases = new LeaseScene(folder);
    workshop =
        new Workshop(
            new Workshop.House(
                folder.resolve("work"),
                leases.stock,
                new LeaseScene.JobBlobs(),
                runner,
                Optional.empty(),
                Optional.empty(),
                () -> {}),
            1);
    speeds = new SpeedDesk(Orders.MACHINE, new Yardstick(runner), Orders.capacity());
    speeds.work(List.of());
    door =
        Door.open(
            new ComputeSettings.DoorPlace(new InetSocketAddress("127.0.0.1", 0), ""),
            new Door.Desks(new LeaseDesk(leases.leases, workshop), speeds),
            new DoorGuard(Orders.MACHINE, System::currentTimeMillis));
    speeds.show(Optional.of(machine(ROUND)));
  }

  /** Not the program, but as it: what it writes follows from what it reads, at the same cost. */
  static WasmOutcome run(byte[] input) {
    return new WasmOutcome(new WasmEnd.Exited(0), SpeedTask.FUEL, 32, Hash.sha256(input));
  }

  /** What answers rightly. */
  static WasmRunner honest() {
    return (task, streams, stop) -> run(streams.input().readAllBytes());
  }

  String host() {
    return "http://127.0.0.1:" + door.address().getPort();
  }

  /** The machine as a node tells of it. */
  Machine machine(Round round) {
    return machine(host(), round);
  }

  static Machine machine(String host, Round round) {
    return new Machine(
        Orders.MACHINE,
        Orders.OWNER,
        0,
        0,
        0,
        host,
        List.of(),
        Orders.capacity(),
        Speed.UNKNOWN,
        Optional.of(round));
  }

  /** What who times is told while {@code epoch} runs. */
  static MarketView view(long epoch, Machine... toTime) {
    return new MarketView(
        epoch,
        epoch * Orders.EPOCH_MILLIS,
        (epoch + 1) * Orders.EPOCH_MILLIS,
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty(),
        List.of(toTime));
  }

  /** What a machine has said. */
  static List<Said> said(Outbox outbox) {
    return outbox.oldest(100, 1 << 20).stream()
        .map(stored -> SaidCodec.decode(DeviceMessage.decode(stored.wire()).payload()))
        .toList();
  }

  @Override
  public void close() throws IOException {
    door.close();
    workshop.close();
    leases.close();
  }
}
