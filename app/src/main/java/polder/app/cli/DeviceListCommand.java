package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.rocksdb.RocksView;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.epoch.DeviceEntry;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.money.Amounts;

/** Lists the devices of a node's networks, whether the node runs or not. */
@Command(name = "list", description = "List enrolled devices, as of the latest sealed epoch.")
final class DeviceListCommand implements Action {
  @Option(names = "--network", description = "Only of this network.")
  private @Nullable String network;

  @Mixin private DataOption data = new DataOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    DataDirectory directory = data.directory();
    if (!Files.isDirectory(directory.store())) {
      return output.fail(
          ExitCode.BAD_INPUT, "no node ever ran on " + data.path(), "start one with `polder up`");
    }
    Manifests manifests = new ManifestFolder(directory.manifests()).load();
    Standing standing = standing(directory, manifests);
    List<Map<String, Object>> devices = new ArrayList<>();
    for (String name : manifests.networks().keySet()) {
      if (network == null || network.equals(name)) {
        standing.forEachDevice(name, (device, entry) -> devices.add(describe(name, device, entry)));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, Object> device : devices) {
      rows.add(device.values().stream().map(String::valueOf).toList());
    }
    if (rows.isEmpty()) {
      output.line("no device is enrolled yet");
    } else {
      output.table(List.copyOf(devices.getFirst().keySet()), rows);
    }
    output.document(devices);
    return ExitCode.DONE;
  }

  private static Standing standing(DataDirectory directory, Manifests manifests)
      throws IOException {
    SortedMap<Bytes, Bytes> entries = new TreeMap<>();
    try (RocksView view = RocksStore.openReadOnly(directory.store())) {
      Optional<Bytes> header = view.state().load(entries::put);
      return new Standing(
          header.map(EpochHeader::decode), StateTree.of(entries.entrySet()), manifests, Map.of());
    }
  }

  private static Map<String, Object> describe(String network, DeviceId device, DeviceEntry entry) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("device", device.did());
    row.put("network", network);
    row.put("owner", entry.sender().owner().toString());
    row.put("place", entry.sender().site().map(site -> site.place().toString()).orElse("moving"));
    row.put("via", entry.sender().via().orElse(""));
    row.put("enrolled", entry.sender().enrolledEpoch());
    row.put("status", entry.use().status().code());
    row.put(
        "held", Amounts.format(entry.held().values().stream().mapToLong(Long::longValue).sum()));
    return row;
  }
}
