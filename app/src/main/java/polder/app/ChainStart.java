package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import polder.adapters.evm.Anvil;
import polder.adapters.evm.AnvilBinary;
import polder.protocol.manifest.Manifests;

/** Which chain a node pays by, if by any: chosen before its first epoch, and kept. */
public final class ChainStart implements AutoCloseable {
  private final List<URI> rpc;
  private final boolean isNew;
  private final boolean wanted;
  private final Optional<LocalChain> local;
  private final List<String> notes = new ArrayList<>();
  private Optional<ChainAccess> remote = Optional.empty();
  private boolean pays;

  private ChainStart(List<URI> rpc, boolean isNew, boolean wanted, Optional<LocalChain> local) {
    this.rpc = List.copyOf(rpc);
    this.isNew = isNew;
    this.wanted = wanted;
    this.local = local;
  }

  /**
   * Starts the development chain of {@code data}, if it has one or is new, unless another is named.
   *
   * @param exists whether the data directory has manifests already
   * @param rpc addresses of another chain's nodes; none for the development chain
   * @param wanted whether any chain is
   * @param validators how many a new development chain gets beside the node; 0 for the node alone
   * @throws IOException also if there are to be validators and no anvil
   */
  public static ChainStart open(
      DataDirectory data, boolean exists, List<URI> rpc, boolean wanted, int validators)
      throws IOException {
    boolean own = !exists || Files.isDirectory(data.chain());
    Optional<LocalChain> local = Optional.empty();
    if (wanted && rpc.isEmpty() && own) {
      Optional<Path> anvil = AnvilBinary.find(System.getenv(), project());
      if (anvil.isEmpty() && validators > 0) {
        throw new IOException(
            "validators sign for a chain, and there is none to start: " + AnvilBinary.MISSING);
      }
      if (anvil.isPresent()) {
        LocalValidators.make(data, exists ? 0 : validators);
        local = Optional.of(LocalChain.start(anvil.get(), data));
      }
    }
    ChainStart start = new ChainStart(rpc, !exists, wanted, local);
    if (wanted && rpc.isEmpty() && own && local.isEmpty()) {
      start.notes.add(AnvilBinary.MISSING);
    }
    return start;
  }

  /** Where Polder's sources are, above this program or above where it was started. */
  private static Path project() {
    List<Path> places = new ArrayList<>();
    try {
      places.add(
          Path.of(ChainStart.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (java.net.URISyntaxException | RuntimeException e) {
      // Some class loaders do not say where a class is from.
    }
    places.add(Path.of("").toAbsolutePath());
    for (Path place : places) {
      for (Path folder = place; folder != null; folder = folder.getParent()) {
        if (Files.exists(folder.resolve("contracts").resolve("package.json"))) {
          return folder;
        }
      }
    }
    return Path.of("").toAbsolutePath();
  }

  /**
   * Writes the deployment of a new data directory.
   *
   * @param validatorShare what validators earn of the emission, where there is a chain
   */
  public void createDeployment(
      ManifestFolder folder, String epoch, long genesisMillis, Optional<String> validatorShare)
      throws IOException {
    if (local.isPresent()) {
      folder.createDeployment(
          "polder", epoch, genesisMillis, Anvil.CHAIN_ID, local.get().addresses(), validatorShare);
    } else {
      folder.createDeployment("polder", epoch, genesisMillis);
    }
  }

  /**
   * The way to the chain that pays under {@code manifests}, with all its contracts.
   *
   * @return empty if none pays
   * @throws IOException if the chain that belongs to the data directory cannot be used
   */
  public Optional<ChainAccess> access(DataDirectory data, Manifests manifests)
      throws IOException, InterruptedException {
    boolean settles = manifests.deployment().settlement().isPresent();
    if (!rpc.isEmpty()) {
      remote = Optional.of(ChainAccess.remote(rpc, data, manifests.deployment()));
      pays = true;
      return remote;
    }
    if (local.isPresent() && settles) {
      pays = true;
      return Optional.of(local.get().complete(manifests));
    }
    if (settles && wanted && notes.isEmpty()) {
      notes.add(
          "no chain: rewards cannot be claimed; give --rpc URL of chain "
              + manifests.deployment().chainId());
    }
    return Optional.empty();
  }

  /**
   * The validators that the development chain has beside the node, perhaps none.
   *
   * @param node where the node answers
   * @param said is told, in lines, how they are
   */
  public LocalValidators validators(DataDirectory data, URI node, Consumer<String> said)
      throws IOException {
    return pays && local.isPresent()
        ? LocalValidators.beside(data, node, local.get().url(), said)
        : LocalValidators.none();
  }

  /** What a person can do with it, for the list of commands. */
  public List<String> lines(String here) {
    return pays
        ? List.of(
            "  chain    ./polder status" + here,
            "  claim    ./polder claim --all" + here + "   once an epoch is released")
        : List.of();
  }

  /** What a person should know. */
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (pays && local.isPresent()) {
      all.add(
          "Rewards are paid on a development chain, anvil at "
              + local.get().url()
              + ": its coins and tokens are worth nothing. Account "
              + local.get().testAccount()
              + " (keys/test-account.key) has coins for gas.");
    }
    return all;
  }

  /** The same for programs. */
  public void describe(Map<String, Object> document) {
    if (pays && local.isPresent()) {
      document.put("rpc", local.get().url().toString());
      document.put("testAccount", local.get().testAccount().toString());
    }
    document.put("settles", pays);
    document.put("newNetwork", isNew);
  }

  @Override
  public void close() throws IOException {
    if (remote.isPresent()) {
      remote.get().close();
    }
    if (local.isPresent()) {
      local.get().close();
    }
  }
}
