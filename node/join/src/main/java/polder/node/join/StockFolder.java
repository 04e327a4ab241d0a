package polder.node.join;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.Standing;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.Quantities;
import polder.node.gateway.upload.UploadKind;
import polder.node.join.JoinDesk.Drafted;
import polder.node.join.JoinDesk.Signed;
import polder.node.join.JoinDesk.Stock;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;

/** The devices that cannot sign and for which this node does, and which it may take on. */
final class StockFolder {
  /** The reason for refusing a device whose name another one has. */
  static final String NAME_TAKEN = "name_taken";

  private static final String TOO_MANY = "too_many_devices";
  private static final String FULL =
      "this node signs for no more devices: ask its operator, or run an agent of your own";

  private static final Logger LOG = LoggerFactory.getLogger(StockFolder.class);

  private final Path folder;
  private final Supplier<Standing> standing;
  private final JoinLimits limits;

  /**
   * Opens it.
   *
   * @param folder where the devices' keys are
   * @param standing how the deployment stands
   */
  StockFolder(Path folder, Supplier<Standing> standing, JoinLimits limits) {
    this.folder = folder;
    this.standing = standing;
    this.limits = limits;
  }

  /**
   * Why {@code account} cannot have {@code devices}, if so.
   *
   * @param drafted such devices in its drafts, signed or not
   */
  Optional<Drafted.Refused> wrong(
      Account account, NetworkManifest network, List<Stock> devices, List<DeviceId> drafted) {
    if (Quantities.of(network).units().isEmpty()) {
      return refused("no_such_devices", "the network takes no readings, so no such device");
    }
    Set<String> names = new HashSet<>();
    for (Stock device : devices) {
      if (UploadKind.of(device.via()).isEmpty()) {
        return refused(
            "unknown_via",
            "the node cannot sign via " + device.via() + ": use one of " + UploadKind.words());
      }
      if (!names.add(device.name())) {
        return refused(NAME_TAKEN, "two devices are called " + device.name());
      }
    }
    if (count(account, network, drafted) + devices.size() > limits.devicesOfAccount()
        || files() + devices.size() > limits.devices()) {
      return refused(TOO_MANY, FULL);
    }
    return Optional.empty();
  }

  /** Keeps the key of a device, or says why not: others may have come between. */
  synchronized Optional<Signed.Refused> takeOn(ViaFile.Prepared via) {
    if (ViaFile.exists(folder, via.created().device())) {
      return Optional.of(
          new Signed.Refused(NAME_TAKEN, "somebody took the name meanwhile: choose another"));
    }
    if (files() >= limits.devices()) {
      return Optional.of(new Signed.Refused(TOO_MANY, FULL));
    }
    try {
      ViaFile.write(folder, via);
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("cannot write the device {}: {}", via.created().device().name(), e.getMessage());
      return Optional.of(
          new Signed.Refused("failed", "the node cannot write the device's key: try again"));
    }
  }

  /** Forgets the key of a device that is not enrolled. */
  synchronized void giveUp(ViaFile.Prepared via) {
    try {
      ViaFile.delete(folder, via.created().device());
    } catch (IOException e) {
      LOG.warn("the file of a device that was refused stays: {}", e.getMessage());
    }
  }

  private static Optional<Drafted.Refused> refused(String reason, String detail) {
    return Optional.of(new Drafted.Refused(reason, detail));
  }

  /** Those enrolled, and those drafted that are not. */
  private long count(Account account, NetworkManifest network, List<DeviceId> drafted) {
    Standing now = standing.get();
    AtomicLong count =
        new AtomicLong(
            drafted.stream().filter(its -> now.device(network.name(), its).isEmpty()).count());
    now.forEachDevice(
        network.name(),
        (device, entry) -> {
          if (entry.sender().via().isPresent() && entry.sender().owner().equals(account)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  private long files() {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(limits.devices()).count();
    } catch (IOException e) {
      LOG.warn("cannot count the devices in {}: {}", folder, e.getMessage());
      return limits.devices();
    }
  }
}
