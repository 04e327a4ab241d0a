package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import polder.adapters.files.DirectoryArchive;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.node.archive.EpochArchive;
import polder.node.validator.Receiver;
import polder.node.validator.SeedGiver;
import polder.node.validator.SeedNode;
import polder.node.validator.SeedPlace;
import polder.node.validator.SeedPromises;
import polder.node.validator.Signer;
import polder.node.validator.Validator;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.SeedChain;

/** The part of a validator that gives each node links of its seed chain. */
final class LinkGivers {
  private LinkGivers() {}

  /**
   * Starts one for each node, each with a memory of its own, which the validator heeds.
   *
   * @param behind is called when a node asks for a link of an epoch that the validator is not at
   * @param said is told, in lines, what happens with nodes
   * @param starting what they are stopped with
   */
  static void start(
      ValidatorAssembly.Settings settings,
      Validator validator,
      SeedChain chain,
      Signer signer,
      Runnable behind,
      Consumer<String> said,
      Started starting)
      throws IOException {
    DataDirectory data = settings.data();
    List<SeedPromises> all = new ArrayList<>();
    for (URI node : settings.nodes()) {
      SeedPromises promises =
          new SeedPromises(new DirectoryArchive(memory(data, node)), signer.account());
      all.add(promises);
      // Longer than a node lets it wait for inputs.
      NodeClient client = starting.add(new NodeClient(node));
      starting.add(
          SeedGiver.start(
              new SeedGiver.Parts(
                  new Node(client),
                  signer,
                  chain,
                  promises,
                  new DirectoryArchive(data.findings()),
                  new Here(
                      validator,
                      signer.account(),
                      new EpochArchive(new DirectoryArchive(data.archive())),
                      behind),
                  said::accept)));
    }
    validator.heed(all);
  }

  private static Path memory(DataDirectory data, URI node) {
    byte[] address = node.toString().replaceAll("/+$", "").getBytes(StandardCharsets.UTF_8);
    return data.seeds().resolve(Hash.sha256(address).toHex().substring(0, 16));
  }

  /** Where the validator is. */
  private record Here(Validator validator, Account account, EpochArchive epochs, Runnable news)
      implements SeedGiver.Here {
    @Override
    public Optional<SeedPlace> now() {
      return validator.seedPlace(account);
    }

    @Override
    public Hash domain() throws IOException {
      DeploymentManifest deployment =
          epochs.manifests(validator.latest().orElseThrow()).deployment();
      return deployment
          .settlement()
          .orElseThrow(() -> new IOException("the rules name no settlement contract any more"))
          .domain(deployment.chainId())
          .hashStruct();
    }

    @Override
    public void behind() {
      news.run();
    }
  }

  /** A node, over HTTP. */
  private record Node(NodeClient client) implements SeedNode {
    @Override
    public String name() {
      return client.address();
    }

    @Override
    public Optional<Bytes> fixed(long epoch) throws IOException, InterruptedException {
      try {
        return Optional.of(client.get(SeedGiver.PATH + epoch + "?wait=5"));
      } catch (NodeException e) {
        if (e.status() == 404) {
          return Optional.empty();
        }
        throw e;
      }
    }

    @Override
    public Receiver.Answer post(String path, Bytes json) throws IOException, InterruptedException {
      return new NodeReceiver(client).post(path, json);
    }
  }
}
