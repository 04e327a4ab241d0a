package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.app.Kinds;
import polder.app.ManifestFolder;
import polder.app.RulesDiff;
import polder.app.VoteDesk;
import polder.app.cli.RulesClient.Told;
import polder.epoch.RuleBook;
import polder.node.archive.ProgramHash;
import polder.node.settle.rules.ProposalIds;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Announcement;
import polder.ports.chain.Governance.State;
import polder.ports.chain.Governance.Terms;
import polder.ports.chain.RulesHistory;
import polder.protocol.Hash;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;

/** Proposes rules, and carries out what was voted. */
@Command(
    name = "propose",
    description = {
      "Put changed rules, or this version of Polder, to the vote of the stakers; or carry out what",
      "they voted for."
    })
public final class ProposeCommand implements Action {
  /** Epochs beyond the least, as nobody queues and executes in the very second. */
  private static final long MARGIN = 8;

  @Option(
      names = "--rules",
      paramLabel = "FOLDER",
      description = "The changed manifests: a copy of a data directory's folder `manifests`.")
  private @Nullable Path rules;

  @Option(names = "--program", description = "Propose this version of Polder too, or alone.")
  private boolean program;

  @Option(
      names = "--from-epoch",
      paramLabel = "N",
      description = "The first epoch with them (default: the first that the vote leaves time for).")
  private @Nullable Long fromEpoch;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What voters should know.")
  private String why = "";

  @Option(
      names = "--location",
      paramLabel = "URL",
      defaultValue = "",
      description =
          "Where other nodes can fetch the rules, such as http://host:7777/v1/rules/HASH.")
  private String location = "";

  @Option(names = "--dry-run", description = "Check and show what would change, propose nothing.")
  private boolean dryRun;

  @Option(
      names = "--publish",
      description = "Only hand the folder of --rules to the node, as a proposal names it.")
  private boolean publish;

  @Option(
      names = "--advance",
      description =
          "Queue and execute whatever is due; anyone may. A running node does so by itself.")
  private boolean advance;

  @Mixin private VoteOptions vote = new VoteOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Path folder = rules;
    if (advance == (program || folder != null) || (publish && folder == null)) {
      return output.fail(
          ExitCode.USAGE,
          "say what to propose",
          "give --rules FOLDER, --program or both; or --advance alone");
    }
    int bytes = why.getBytes(StandardCharsets.UTF_8).length;
    if (Math.max(bytes, location.length()) > Governance.MOST_TEXT) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "--why and --location have at most " + Governance.MOST_TEXT + " bytes",
          "shorten them");
    }
    try {
      Optional<Manifests> given = folder == null ? Optional.empty() : Optional.of(read(folder));
      if (publish) {
        return vote.ask(output, client -> publish(output, client, given.orElseThrow()));
      }
      return vote.act(
          output,
          (client, desk) ->
              advance ? advance(output, client, desk) : propose(output, client, desk, given));
    } catch (ManifestException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it in " + folder);
    }
  }

  /** As {@code up} would. */
  private static Manifests read(Path folder) throws IOException {
    Manifests manifests = new ManifestFolder(folder).load();
    new RuleBook(Kinds.ALL).of(manifests);
    return manifests;
  }

  private static ExitCode publish(Output output, RulesClient client, Manifests given)
      throws IOException, InterruptedException {
    client.publish(given);
    output.line("The node keeps the rules " + given.hash().toHex() + ".");
    output.document(Map.of("manifests", given.hash().toHex()));
    return ExitCode.DONE;
  }

  // ── proposing ────────────────────────────────────────────────────────────────────────────────

  private ExitCode propose(
      Output output, RulesClient client, VoteDesk desk, Optional<Manifests> given)
      throws IOException, InterruptedException {
    RulesHistory.Rules last = client.history().rules().getLast();
    Manifests before = client.book(last.manifests());
    Manifests after = given.orElse(before);
    Governance governance = desk.governance();
    List<String> impossible = RulesDiff.impossible(before, after, governance.schedule());
    if (!impossible.isEmpty()) {
      return output.fail(
          ExitCode.BAD_INPUT, String.join("; ", impossible), "take that back in the folder");
    }
    Hash code = program ? ProgramHash.of(Kinds.ALL) : last.program();
    if (after.hash().equals(last.manifests()) && code.equals(last.program())) {
      return output.fail(
          ExitCode.NO,
          "that changes nothing: these are the rules"
              + (program ? " and the program" : "")
              + " announced last",
          "edit a copy of the manifests first");
    }
    show(output, before, after, last, code);
    long earliest = earliest(client, governance.terms(), before);
    long from = fromEpoch == null ? earliest + MARGIN : fromEpoch;
    if (from < earliest) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "epoch " + from + " comes before the vote can be over",
          "take " + (earliest + MARGIN) + " or later; " + earliest + " at the very least");
    }
    if (dryRun) {
      output.line("They could be in force from epoch " + from + " on. Nothing was proposed.");
      output.document(Map.of("fromEpoch", from, "manifests", after.hash().toHex()));
      return ExitCode.DONE;
    }
    return send(
        output, client, desk, after, new Announcement(after.hash(), code, from, place(after)));
  }

  private static void show(
      Output output, Manifests before, Manifests after, RulesHistory.Rules last, Hash code) {
    for (RulesDiff.Change change : RulesDiff.between(before, after)) {
      output.line("  " + change);
    }
    for (String network : before.networks().keySet()) {
      if (after.network(network).isEmpty()) {
        output.line("  note: without the network " + network + " its devices earn nothing more");
      }
    }
    if (!code.equals(last.program())) {
      output.line(
          "  program: "
              + last.program().toHex().substring(0, 12)
              + " → "
              + code.toHex().substring(0, 12)
              + " (this one)");
    }
  }

  /** The first epoch that can be announced when the vote is over, if all goes without a pause. */
  private static long earliest(RulesClient client, Terms terms, Manifests before)
      throws IOException, InterruptedException {
    long seconds =
        terms.votingDelaySeconds() + terms.votingPeriodSeconds() + terms.timelockSeconds();
    long epochs = Math.ceilDiv(seconds * 1_000, before.deployment().epochMillis());
    return client.rules().path("nextEpoch").asLong() + epochs + terms.leadEpochs() + 1;
  }

  private String place(Manifests after) throws IOException {
    if (!location.isEmpty()) {
      return location;
    }
    URI node = vote.address();
    String host = node.getHost() == null ? "" : node.getHost();
    boolean here = host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
    return here ? "" : node + "/v1/rules/" + after.hash().toHex();
  }

  private ExitCode send(
      Output output, RulesClient client, VoteDesk desk, Manifests after, Announcement announcement)
      throws IOException, InterruptedException {
    Governance governance = desk.governance();
    BigInteger has = governance.votes(desk.account());
    BigInteger needs = governance.terms().thresholdWei();
    if (has.compareTo(needs) < 0) {
      return output.fail(
          ExitCode.NO,
          desk.account()
              + " has staked "
              + Tokens.text(has)
              + " and a proposer needs "
              + Tokens.text(needs),
          "stake more, or name the key of an account that has by --key");
    }
    String text = why.isEmpty() ? "Other rules from epoch " + announcement.fromEpoch() : why;
    BigInteger id = governance.id(announcement, text);
    String digits = ProposalIds.text(id);
    if (client.proposals().stream().noneMatch(its -> its.proposal().id().equals(id))) {
      desk.carryOut(governance.propose(announcement, text));
    } else {
      output.note("it was proposed before; only published again");
    }
    client.publish(after);
    Told told = client.find(digits);
    output.line("Proposal " + told.name() + ": in force from epoch " + announcement.fromEpoch());
    output.line(
        "  vote     from "
            + ProposalsCommand.time(told.proposal().voteStartSeconds() + 1)
            + " until "
            + ProposalsCommand.time(told.proposal().voteEndSeconds())
            + ": ./polder vote "
            + told.name()
            + " for");
    output.line("  look     ./polder proposals " + told.name());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proposal", digits);
    document.put("manifests", announcement.manifests().toHex());
    document.put("program", announcement.program().toHex());
    document.put("fromEpoch", announcement.fromEpoch());
    document.put("voteStartSeconds", told.proposal().voteStartSeconds());
    document.put("voteEndSeconds", told.proposal().voteEndSeconds());
    output.document(document);
    return ExitCode.DONE;
  }

  // ── carrying out ─────────────────────────────────────────────────────────────────────────────

  private static ExitCode advance(Output output, RulesClient client, VoteDesk desk)
      throws IOException, InterruptedException {
    Governance governance = desk.governance();
    Map<String, String> done = new LinkedHashMap<>();
    for (Told told : client.proposals()) {
      Governance.Ballot ballot = governance.ballot(told.proposal());
      long now = System.currentTimeMillis() / 1_000;
      if (ballot.state() == State.SUCCEEDED) {
        desk.carryOut(governance.queue(told.proposal()));
        done.put(told.name(), "queued");
      } else if (ballot.state() == State.QUEUED
          && ballot.dueSeconds().orElse(Long.MAX_VALUE) <= now) {
        desk.carryOut(governance.execute(told.proposal()));
        done.put(told.name(), "executed");
      }
    }
    done.forEach((name, what) -> output.line(name + " " + what));
    if (done.isEmpty()) {
      output.line("Nothing is due.");
    }
    output.document(done);
    return ExitCode.DONE;
  }
}
