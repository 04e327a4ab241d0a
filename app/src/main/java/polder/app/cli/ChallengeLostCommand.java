package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.app.ChallengeDesk;
import polder.app.cli.ArchiveOption.Opened;
import polder.node.witness.ReceiptSearch;
import polder.node.witness.ReceiptSearch.Fate;
import polder.ports.chain.Faults;
import polder.ports.chain.Settlement;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.receipt.Receipt;

/** Holds receipts against whoever signed them. */
@Command(
    name = "lost",
    description = {
      "Look in the archive for the messages of receipts. Where one is in none of the epochs that its"
          + " receipt names, prove it to the chain: the validator that signed loses its stake, and"
          + " you get your share."
    })
final class ChallengeLostCommand implements Action {
  @Option(
      names = "--receipt",
      required = true,
      paramLabel = "FILE",
      description = {
        "Receipts: an agent's receipts.cbor, a node's answer to POST /v1/messages, or what",
        "`polder device enroll --json` printed."
      })
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Only look; prove nothing.")
  private boolean dryRun;

  @Mixin private ChallengeOptions options = new ChallengeOptions();

  /** A receipt whose message is lost. */
  private record Lost(Account validator, Receipt receipt, List<ReceiptSearch.Missed> epochs) {}

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    List<Receipt> receipts;
    try {
      receipts = ReceiptFile.read(file);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "name another with --receipt");
    }
    return options.run(
        output, (archive, deployment, desk) -> run(output, receipts, archive, deployment, desk));
  }

  private ExitCode run(
      Output output,
      List<Receipt> receipts,
      Opened archive,
      DeploymentManifest deployment,
      ChallengeDesk desk)
      throws IOException, InterruptedException {
    List<Lost> lost = look(output, receipts, archive, deployment);
    if (lost.isEmpty()) {
      output.document(Map.of("lost", List.of()));
      return ExitCode.NO;
    }
    List<Map<String, Object>> document = new ArrayList<>();
    Map<Account, Lost> signers = new LinkedHashMap<>();
    lost.forEach(one -> signers.putIfAbsent(one.validator(), one));
    for (Lost one : signers.values()) {
      if (dryRun) {
        document.add(
            Map.of(
                "validator", one.validator().toString(),
                "message", one.receipt().message().toHex()));
      } else {
        document.add(slash(output, desk, one, missed(desk, one)));
      }
    }
    output.document(Map.of("lost", document));
    return ExitCode.DONE;
  }

  private static List<Lost> look(
      Output output, List<Receipt> receipts, Opened archive, DeploymentManifest deployment)
      throws IOException {
    Hash domain = deployment.settlement().orElseThrow().domain(deployment.chainId()).hashStruct();
    ReceiptSearch search = new ReceiptSearch(archive.archive(), archive.chain());
    List<Lost> lost = new ArrayList<>();
    long kept = 0;
    long open = 0;
    long unbonded = 0;
    for (Receipt receipt : receipts) {
      Optional<Account> signer = receipt.isOfBatch() ? receipt.bonded(domain) : Optional.empty();
      if (signer.isEmpty()) {
        unbonded++;
        continue;
      }
      switch (search.find(receipt)) {
        case Fate.Kept found -> kept++;
        case Fate.Open waiting -> open++;
        case Fate.Lost(List<ReceiptSearch.Missed> epochs) -> {
          output.line(
              "LOST: message "
                  + receipt.message().toHex()
                  + " is in no epoch from "
                  + epochs.getFirst().header().header().epoch()
                  + " to "
                  + epochs.getLast().header().header().epoch()
                  + ", and "
                  + signer.get()
                  + " signed for it");
          lost.add(new Lost(signer.get(), receipt, epochs));
        }
      }
    }
    output.line(
        receipts.size()
            + " receipts: "
            + kept
            + " kept, "
            + open
            + " not due yet, "
            + lost.size()
            + " lost"
            + (unbonded == 0 ? "" : ", " + unbonded + " without a stake"));
    return lost;
  }

  /** With the seals by which the chain knows the headers. */
  private static List<Faults.Missed> missed(ChallengeDesk desk, Lost lost) throws IOException {
    long first = lost.epochs().getFirst().header().header().epoch();
    long block = lost.epochs().getFirst().header().header().chain().block();
    NavigableMap<Long, Settlement.Finalised> seals = desk.seals(block, first);
    long delay = desk.settlement().terms().payoutDelaySeconds();
    List<Faults.Missed> missed = new ArrayList<>();
    for (ReceiptSearch.Missed one : lost.epochs()) {
      long epoch = one.header().header().epoch();
      Settlement.Finalised done = seals.get(epoch);
      if (done == null) {
        throw new BadWordException(
            "epoch " + epoch + " is not final yet", "try again once it is; see `polder status`");
      }
      if (!done.header().equals(one.header().header().hash())) {
        throw new BadWordException(
            "this archive has another header of epoch " + epoch + " than is final",
            "name another with --archive");
      }
      long from = done.seal().finalisedAtSeconds() + delay;
      if (from > Instant.now().getEpochSecond()) {
        throw new BadWordException(
            "the payout delay of epoch " + epoch + " is not over",
            "try again after " + Instant.ofEpochSecond(from));
      }
      missed.add(new Faults.Missed(one.header().header().typed(), done.seal(), one.absence()));
    }
    return missed;
  }

  private static Map<String, Object> slash(
      Output output, ChallengeDesk desk, Lost lost, List<Faults.Missed> missed)
      throws IOException, InterruptedException {
    Faults faults = desk.faults();
    BigInteger before = faults.bonded(lost.validator());
    BigInteger had = desk.tokens();
    Hash transaction = desk.carryOut(faults.messageLost(lost.validator(), lost.receipt(), missed));
    Map<String, Object> document =
        Slashed.tell(output, desk, lost.validator(), before, had, transaction);
    document.put("message", lost.receipt().message().toHex());
    return document;
  }
}
