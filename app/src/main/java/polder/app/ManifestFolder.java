package polder.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.adapters.yaml.ManifestFile;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.protocol.settlement.SettlementContracts;

/** The manifests of a data directory: {@code deployment.yaml} and one YAML file a network. */
public final class ManifestFolder {
  private static final String DEPLOYMENT = "deployment.yaml";
  private static final String SUFFIX = ".yaml";

  private final Path folder;

  /** Below {@code folder}. */
  public ManifestFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether there is a deployment to run. */
  public boolean exists() {
    return Files.exists(folder.resolve(DEPLOYMENT));
  }

  /**
   * Reads them all, the networks in order of their files' names.
   *
   * @throws ManifestException naming the file and the key that is wrong
   * @throws IOException if a file cannot be read
   */
  public Manifests load() throws IOException {
    Path deployment = folder.resolve(DEPLOYMENT);
    List<Value.Table> networks = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().endsWith(SUFFIX) && !file.equals(deployment)) {
          networks.add(ManifestFile.read(file));
        }
      }
    }
    return Manifests.of(ManifestFile.read(deployment), networks);
  }

  /**
   * Writes a deployment that starts at {@code genesisMillis}, unless one is there.
   *
   * @param name what to call it
   * @param epoch length of an epoch as in a manifest, such as {@code 10s}
   */
  public void createDeployment(String name, String epoch, long genesisMillis) throws IOException {
    write(DEPLOYMENT, deployment(name, epoch, genesisMillis));
  }

  /** As {@link #createDeployment(String, String, long)}, of one that a chain pays for. */
  public void createDeployment(
      String name, String epoch, long genesisMillis, long chainId, SettlementContracts contracts)
      throws IOException {
    createDeployment(name, epoch, genesisMillis, chainId, contracts, Optional.empty());
  }

  /** As above; validators earn {@code validatorShare} of the emission. */
  public void createDeployment(
      String name,
      String epoch,
      long genesisMillis,
      long chainId,
      SettlementContracts contracts,
      Optional<String> validatorShare)
      throws IOException {
    String chain =
        "settlement:              # the contracts that pay\n"
            + "  contract: \""
            + contracts.settlement()
            + "\"\n  token: \""
            + contracts.token()
            + "\"\n"
            + contracts.inbox().map(inbox -> "  inbox: \"" + inbox + "\"\n").orElse("")
            + validatorShare
                .map(
                    share -> "validators:              # of the emission\n  share: " + share + "\n")
                .orElse("");
    String plain = deployment(name, epoch, genesisMillis);
    write(
        DEPLOYMENT,
        plain.replaceFirst("(?m)^chain_id: .*$", "chain_id: " + chainId).stripTrailing()
            + "\n"
            + chain);
  }

  private static String deployment(String name, String epoch, long genesisMillis)
      throws IOException {
    if (Parameters.parseDurationMillis(epoch).isEmpty()) {
      throw new ManifestException("an epoch is a duration such as 10s, 5m or 1h, not " + epoch);
    }
    return template(DEPLOYMENT)
        .replaceFirst("(?m)^name: .*$", "name: " + name)
        .replaceFirst("(?m)^genesis_millis: .*$", "genesis_millis: " + genesisMillis)
        .replaceFirst("(?m)^epoch: .*$", "epoch: " + epoch);
  }

  /** Writes the network of a template, under a name of its own, unless such a file is there. */
  public Path createNetwork(String template, String name) throws IOException {
    return write(
        name + SUFFIX,
        template(template + SUFFIX).replaceFirst("(?m)^network: .*$", "network: " + name));
  }

  /** Reads the manifest of a network from anywhere. */
  public NetworkManifest readNetwork(Path file) throws IOException {
    return NetworkManifest.of(ManifestFile.read(file));
  }

  /**
   * Makes the manifests of a node that replays recorded data: the network of {@code network}, and a
   * deployment whose genesis is the start of the epoch that {@code firstMillis} lies in.
   */
  public Manifests createForReplay(Path network, String epoch, long firstMillis)
      throws IOException {
    long epochMillis =
        Parameters.parseDurationMillis(epoch)
            .orElseThrow(
                () -> new ManifestException("an epoch is a duration such as 1h, not " + epoch));
    createDeployment("polder", epoch, firstMillis - Math.floorMod(firstMillis, epochMillis));
    write(readNetwork(network).name() + SUFFIX, Files.readString(network, StandardCharsets.UTF_8));
    return load();
  }

  /** The file of the deployment. */
  public Path deploymentFile() {
    return folder.resolve(DEPLOYMENT);
  }

  private Path write(String name, String content) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.writeString(file, content, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    }
    return file;
  }

  private static String template(String name) throws IOException {
    try (InputStream stream =
        ManifestFolder.class.getResourceAsStream("/polder/manifests/" + name)) {
      if (stream == null) {
        throw new ManifestException("there is no template " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
