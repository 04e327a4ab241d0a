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
import polder.node.gateway.upload.Quantities;
import polder.node.gateway.upload.UploadKind;
import polder.node.join.JoinDesk.Drafted;
import polder.node.join.JoinDesk.Stock;
import polder.protocol.identity.Account;
import polder.protocol.manifest.NetworkManifest;

/**
 * Which devices that cannot sign this node may take on.
 *
 * @param folder where their keys are
 * @param standing how the deployment stands
 */
record StockFolder(Path folder, Supplier<Standing> standing, JoinLimits limits) {
  private static final Logger LOG = LoggerFactory.getLogger(StockFolder.class);

  /**
   * Why {@code account} cannot have {@code devices}, if so.
   *
   * @param waiting how many of its drafts are of such devices
   */
  Optional<Drafted.Refused> wrong(
      Account account, NetworkManifest network, List<Stock> devices, long waiting) {
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
        return refused("name_taken", "two devices are called " + device.name());
      }
    }
    if (waiting + count(account, network) + devices.size() > limits.devicesOfAccount()
        || files() + devices.size() > limits.devices()) {
      return refused(
          "too_many_devices",
          "this node signs for no more devices: ask its operator, or run an agent of your own");
    }
    return Optional.empty();
  }

  private static Optional<Drafted.Refused> refused(String reason, String detail) {
    return Optional.of(new Drafted.Refused(reason, detail));
  }

  private long count(Account account, NetworkManifest network) {
    AtomicLong count = new AtomicLong();
    standing
        .get()
        .forEachDevice(
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
