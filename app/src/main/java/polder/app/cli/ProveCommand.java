package polder.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import polder.node.archive.EvidenceException;
import polder.node.view.ProofDocument;
import polder.node.witness.Anchor;
import polder.node.witness.Explainer;
import polder.node.witness.Proof;
import polder.node.witness.Prover;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** Makes proofs that a stranger can check, and checks them. */
@Command(
    name = "prove",
    description = {
      "Prove that a message, a reward or an account's earnings are under an epoch's signed "
          + "header, as one JSON document; or check such a document, which takes no archive."
    },
    subcommands = {
      ProveCommand.MessageCommand.class,
      ProveCommand.RewardCommand.class,
      ProveCommand.AccountCommand.class
    })
public final class ProveCommand implements Action {
  private static final long MOST_PROOF_BYTES = 16_777_216;

  @Option(names = "--check", paramLabel = "FILE", description = "Check the proof in this file.")
  private @Nullable Path check;

  @Mixin private ArchiveOption option = new ArchiveOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    if (check == null) {
      return output.fail(
          ExitCode.USAGE,
          "there is nothing to prove",
          "say message, reward or account, or check a proof with --check FILE");
    }
    Proof proof;
    Anchor anchor;
    try {
      if (Files.size(check) > MOST_PROOF_BYTES) {
        throw new IllegalArgumentException("it is larger than 16 MiB");
      }
      proof = ProofDocument.read(Files.readString(check, StandardCharsets.UTF_8));
      anchor = option.anchor();
    } catch (BadWordException e) {
      return e.tell(output);
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      return output.fail(
          ExitCode.BAD_INPUT, check + " is no proof: " + e.getMessage(), "ask for another");
    }
    Optional<String> wrong = proof.wrong(anchor);
    output.line(wrong.isEmpty() ? "proven: " + proof.statement() : "not proven: " + wrong.get());
    output.line("  signed by " + proof.header().node().did());
    output.line("  trusting  " + anchor.text());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proven", wrong.isEmpty());
    document.put("statement", wrong.isEmpty() ? proof.statement() : null);
    document.put("wrong", wrong.orElse(null));
    document.put("epoch", proof.header().header().epoch());
    document.put("signedBy", proof.header().node().did());
    document.put("anchor", anchor.text());
    output.document(document);
    return wrong.isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  /** What the three have in common. */
  private abstract static class Making implements Action {
    @Mixin private ArchiveOption option = new ArchiveOption();

    @Option(
        names = "--out",
        paramLabel = "FILE",
        scope = ScopeType.LOCAL,
        description = "Write the proof to this file instead of printing it.")
    private @Nullable Path out;

    /** Makes the proof, or says why there is none. */
    abstract Proof prove(ArchiveOption.Opened opened, Prover prover) throws IOException;

    @Override
    public ExitCode run(Output output) throws IOException {
      try (ArchiveOption.Opened opened = option.open()) {
        Prover prover = new Prover(opened.archive(), opened.chain(), opened.reexecution());
        Proof proof = prove(opened, prover);
        if (out == null) {
          output.line(ProofDocument.text(proof));
        } else {
          Files.writeString(out, ProofDocument.text(proof) + "\n", StandardCharsets.UTF_8);
          output.line("proven: " + proof.statement());
          output.line("  check it anywhere with `polder prove --check " + out + "`");
        }
        output.document(ProofDocument.of(proof));
        return ExitCode.DONE;
      } catch (NothingToProveException e) {
        return output.fail(ExitCode.NO, String.valueOf(e.getMessage()), "see `polder explain`");
      } catch (BadWordException e) {
        return e.tell(output);
      } catch (EvidenceException e) {
        return output.fail(
            e.isMissing() ? ExitCode.BAD_INPUT : ExitCode.NO,
            String.valueOf(e.getMessage()),
            ArchiveOption.remedy(e, "see what else with `polder audit`"));
      }
    }
  }

  private static final class NothingToProveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingToProveException(String problem) {
      super(problem);
    }
  }

  /** Proves a message. */
  @Command(
      name = "message",
      description = "Prove that a message is among an epoch's inputs, or with --absent that not.")
  static final class MessageCommand extends Making {
    private static final long MOST_EPOCHS_BACK = 1_000_000;

    @Parameters(
        paramLabel = "MESSAGE",
        description = "Its identity, 64 hexadecimal digits, or a file with its bytes.")
    private String message = "";

    @Option(
        names = "--epoch",
        paramLabel = "EPOCH",
        description = "In this epoch; without it, the latest epoch that has it.")
    private @Nullable String epoch;

    @Option(
        names = "--absent",
        description = "Prove that it is not in the epoch. Takes the file with its bytes.")
    private boolean absent;

    @Override
    Proof prove(ArchiveOption.Opened opened, Prover prover) throws IOException {
      long from = opened.epoch(epoch == null ? "latest" : epoch);
      if (absent) {
        return prover
            .absence(wire(), from)
            .orElseThrow(
                () -> new NothingToProveException("the message is among those of epoch " + from));
      }
      long keptFrom = opened.archive().kept().from();
      String where = keptFrom == 0 ? "any epoch" : "any epoch that was not pruned";
      String pruned = keptFrom == 0 ? "" : "; pruned: kept from epoch " + keptFrom + " on";
      return prover
          .message(identity(), from, epoch == null ? MOST_EPOCHS_BACK : 1)
          .orElseThrow(() ->
              new NothingToProveException(
                  "the message is not among those of "
                      + (epoch == null ? where + pruned : "epoch " + from)));
    }

    private Hash identity() throws IOException {
      if (message.matches("(0x)?[0-9a-fA-F]{64}")) {
        return Hash.fromHex(message);
      }
      Bytes wire = wire();
      try {
        return polder.protocol.message.Message.decode(wire).id();
      } catch (polder.protocol.codec.CodecException e) {
        throw new BadWordException(
            message + " is no message: " + e.getMessage(), "give its identity or its bytes");
      }
    }

    private Bytes wire() throws IOException {
      return Bytes.wrap(Files.readAllBytes(Path.of(message)));
    }
  }

  /** Proves a reward. */
  @Command(name = "reward", description = "Prove what a device earned in an epoch.")
  static final class RewardCommand extends Making {
    @Parameters(
        index = "0",
        paramLabel = "DEVICE",
        description = "Its did:key, or the beginning or end of it.")
    private String device = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "EPOCH",
        defaultValue = "latest",
        description = "A number, or latest (default: latest).")
    private String epoch = "latest";

    @Override
    Proof prove(ArchiveOption.Opened opened, Prover prover) throws IOException {
      long number = opened.epoch(epoch);
      Explainer explainer = new Explainer(opened.archive(), opened.chain(), opened.reexecution());
      return prover
          .reward(ExplainCommand.one(explainer, device, number), number)
          .orElseThrow(
              () -> new NothingToProveException("the device has no reward in epoch " + number));
    }
  }

  /** Proves an account's earnings. */
  @Command(
      name = "account",
      description = "Prove what an account can claim in total after an epoch.")
  static final class AccountCommand extends Making {
    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "0x and 40 digits.")
    private String account = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "EPOCH",
        defaultValue = "latest",
        description = "A number, or latest (default: latest).")
    private String epoch = "latest";

    @Override
    Proof prove(ArchiveOption.Opened opened, Prover prover) throws IOException {
      Account who;
      try {
        who = Account.parse(account);
      } catch (IllegalArgumentException e) {
        throw new BadWordException(String.valueOf(e.getMessage()), "check the address");
      }
      long number = opened.epoch(epoch);
      return prover
          .account(who, number)
          .orElseThrow(
              () -> new NothingToProveException(who + " has earned nothing by epoch " + number));
    }
  }
}
