package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.app.ChallengeDesk;
import polder.app.DataDirectory;
import polder.app.RefusedException;
import polder.app.cli.ArchiveOption.Opened;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.ports.chain.Disputes;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.TypedData;
import polder.protocol.manifest.DeploymentManifest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every challenge needs: the evidence, the chain, and who pays the gas. */
final class ChallengeOptions {
  @Mixin private ArchiveOption archive = new ArchiveOption();

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description = "A node of the chain (default: the development chain of the data directory).")
  private @Nullable URI rpc;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Key of the account that pays the gas and gets the reward: of `polder keys new`, or Web3"
              + " Secret Storage with its password in POLDER_PASSWORD (default: the data"
              + " directory's test account).")
  private @Nullable Path key;

  /** What is done with it. */
  interface Work {
    ExitCode at(Opened archive, DeploymentManifest deployment, ChallengeDesk desk)
        throws IOException, InterruptedException;
  }

  /** Opens all, does the work, and says in a line what is in the way. */
  ExitCode run(Output output, Work work) throws IOException, InterruptedException {
    try (Opened opened = archive.open()) {
      long latest = opened.epoch("latest");
      DeploymentManifest deployment =
          opened.archive().manifests(opened.chain().at(latest).header()).deployment();
      Path file = key == null ? archive.directory().testAccountKey() : key;
      if (!Files.exists(file)) {
        throw new BadWordException(
            "there is no key " + file + " to pay the gas with", "name one with --key FILE");
      }
      try (ChallengeDesk desk = ChallengeDesk.open(chain(), deployment, file)) {
        return work.at(opened, deployment, desk);
      }
    } catch (BadWordException e) {
      return e.tell(output);
    } catch (RefusedException e) {
      return output.fail(
          ExitCode.NO,
          "the contract refused: " + e.getMessage(),
          "docs/disputes.md says what it takes");
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          String.valueOf(e.getMessage()),
          ArchiveOption.remedy(e, "name another archive with --archive"));
    }
  }

  /** As named, or as a node on the data directory says. */
  private URI chain() throws IOException, InterruptedException {
    if (rpc != null) {
      return rpc;
    }
    Optional<String> said = local(archive.directory());
    return URI.create(
        said.orElseThrow(() ->
            new BadWordException(
                "no node here says where the chain is", "name one of the chain's with --rpc URL")));
  }

  private static Optional<String> local(DataDirectory data)
      throws IOException, InterruptedException {
    if (!Files.exists(data.nodeFile())) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(data.nodeFile(), StandardCharsets.UTF_8);
      URI node = URI.create(JsonMapper.shared().readTree(text).path("url").asString(""));
      try (NodeClient client = new NodeClient(node)) {
        JsonNode status = JsonMapper.shared().readTree(client.get("/v1/settlement").toArray());
        return status.has("rpc") ? Optional.of(status.path("rpc").asString("")) : Optional.empty();
      }
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A header that is final, and its seal. */
  record Final(EpochHeader header, Settlement.Seal seal) {}

  /**
   * The final header of {@code epoch}.
   *
   * @param file the header, where the archive may have another
   * @throws BadWordException if none is final, or it is another one
   */
  static Final finalHeader(Opened archive, ChallengeDesk desk, long epoch, Optional<Path> file)
      throws IOException {
    List<EpochHeader> known = new ArrayList<>();
    if (file.isPresent()) {
      known.add(read(file.get()));
    } else {
      for (Position position : archive.archive().attempts(epoch)) {
        known.add(archive.archive().header(position).header());
      }
    }
    // A header names a block before that in which it became final.
    long block = known.stream().mapToLong(header -> header.chain().block()).min().orElse(0);
    Settlement.Finalised done = desk.seals(block, epoch).get(epoch);
    if (done == null) {
      throw new BadWordException("epoch " + epoch + " is not final", "look with `polder status`");
    }
    for (EpochHeader header : known) {
      if (header.hash().equals(done.header())) {
        return new Final(header, done.seal());
      }
    }
    throw new BadWordException(
        (file.isPresent() ? file.get() + " is not the header" : "the archive lacks the header")
            + " of epoch "
            + epoch
            + " that is final, 0x"
            + done.header().toHex(),
        "name an archive that has it with --archive, or the header with --header");
  }

  private static EpochHeader read(Path file) throws IOException {
    try {
      return SignedHeader.decode(Bytes.wrap(Files.readAllBytes(file))).header();
    } catch (CodecException e) {
      throw new BadWordException(
          file + " is no header: " + e.getMessage(), "name a .cose of an archive or of findings");
    }
  }

  /** The header that {@code header} names as the one before; none for epoch 0. */
  static Optional<TypedData> parent(Opened archive, EpochHeader header) throws IOException {
    if (header.epoch() == 0) {
      return Optional.empty();
    }
    for (Position position : archive.archive().attempts(header.epoch() - 1)) {
      EpochHeader before = archive.archive().header(position).header();
      if (before.hash().equals(header.previous())) {
        return Optional.of(before.typed());
      }
    }
    throw new BadWordException(
        "the archive lacks the epoch before " + header.epoch(), "name another with --archive");
  }

  /**
   * The dispute over {@code epoch}.
   *
   * @throws BadWordException if it is not disputed now
   */
  static Disputes.Dispute open(Disputes disputes, long epoch) throws IOException {
    return disputes
        .latest()
        .filter(its -> its.open() && its.epoch() == epoch)
        .orElseThrow(() ->
            new BadWordException(
                "epoch " + epoch + " is not in dispute", "`polder status` says which is"));
  }
}
