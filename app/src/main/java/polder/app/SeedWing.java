package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSeeds;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.epoch.FixedInputs;
import polder.epoch.Standing;
import polder.node.closing.Closing;
import polder.node.gateway.HttpLimits;
import polder.node.settle.SeedDesk;
import polder.node.settle.SeedRoutes;
import polder.node.settle.SeedWatch;
import polder.ports.Time;
import polder.ports.chain.SeedContract;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;

/** The part of a node that collects validators' links for the seed, and gives its own. */
final class SeedWing implements AutoCloseable {
  private final ChainAccess access;
  private final SeedsFile settings;
  private final SeedDesk.Own own;
  private final SeedDesk desk;
  private final Started started = new Started("collecting seed links");
  private Optional<SeedContract> contract = Optional.empty();

  private SeedWing(ChainAccess access, SeedsFile settings, SeedDesk.Own own, SeedDesk desk) {
    this.access = access;
    this.settings = settings;
    this.own = own;
    this.desk = desk;
  }

  /** Over {@code access}, which is closed by whoever opened it. */
  static SeedWing open(
      ChainAccess access, DataDirectory data, DeviceKey key, DeploymentManifest deployment)
      throws IOException {
    SeedsFile settings = SeedsFile.read(data, deployment);
    SeedDesk.Own own =
        new SeedDesk.Own(
            access.wallet().account(),
            SeedChain.of(KeyFile.seed(data.validatorKey()), SeedChain.USUAL_LENGTH));
    SeedDesk desk =
        new SeedDesk(
            new SeedDesk.Parts(
                key,
                access.contracts().domain(access.chainId()).hashStruct(),
                Optional.of(own),
                new DirectoryArchive(data.seeds()),
                settings.waitMillis()));
    return new SeedWing(access, settings, own, desk);
  }

  /** The links for {@code inputs} that come in time. */
  List<SeedLink> gather(FixedInputs inputs, SortedMap<Account, SeedCommitment> due)
      throws IOException, InterruptedException {
    return desk.gather(inputs, due);
  }

  /** Begins to look after links on chain. */
  HttpService start(Closing closing, Time time) {
    Supplier<Standing> standing = closing::standing;
    SeedWatch watch =
        new SeedWatch(
            new SeedWatch.Parts(
                this::contract,
                access.settlement(),
                access.sender(),
                standing,
                own,
                settings.demandAfter(),
                time));
    closing.addListener(sealed -> watch.sealed(sealed.header()));
    watch.start();
    started.add(watch);
    return new SeedRoutes(desk, watch, standing, HttpLimits.USUAL);
  }

  /** That validators can reach the node from now on. */
  void reachable() {
    desk.reachable();
  }

  private synchronized SeedContract contract() throws IOException {
    if (contract.isEmpty()) {
      contract =
          Optional.of(
              EvmSeeds.find(access.chain(), access.contracts(), Contracts.read(), access.gas()));
    }
    return contract.get();
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
