package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/**
 * Computes sealed epochs again from an archive alone and says whether the roots are the same. It
 * starts at the nearest archived state before the first epoch, or at the empty state before epoch
 * 0; every header back to there must fit to the one after it. Of an archive that was pruned the
 * first epoch that can be computed is the first whose messages are kept, from the archived state
 * before it.
 */
public final class Audit {
  private final EpochArchive archive;
  private final Reexecution reexecution;

  /** Of {@code archive}, with the kinds in {@code rules}, on {@code engine}. */
  public Audit(EpochArchive archive, RuleBook rules, EpochEngine engine) {
    this.archive = archive;
    this.reexecution = new Reexecution(archive, rules, engine);
  }

  /**
   * What to audit.
   *
   * @param first first epoch
   * @param last last epoch, not before the first
   * @param anchor why headers are believed
   * @param fromGenesis whether to compute everything from epoch 0 on, trusting no archived state
   * @param program hash of this program, to say so where another one sealed the epochs
   */
  public record Request(long first, long last, Anchor anchor, boolean fromGenesis, Hash program) {
    public Request {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("there are no epochs " + first + " to " + last);
      }
    }
  }

  /** Is told how the work goes on. */
  public interface Listener {
    /** That {@code done} of {@code total} epochs are computed. */
    void computed(long done, long total);
  }

  /**
   * Audits.
   *
   * @throws IOException if the archive cannot be read; what is wrong in it is in the report
   */
  public AuditReport run(Request request, Listener listener) throws IOException {
    Running running = new Running(request);
    try {
      running.keptFrom = archive.kept().from();
      long from = request.fromGenesis() ? 0 : request.first();
      if (from < running.keptFrom) {
        return running.report(Optional.of(Difference.pruned(from, running.keptFrom)));
      }
      HeaderChain chain = new HeaderChain(archive, request.anchor());
      Reexecution.Path path =
          reexecution.path(chain, request.first(), chain.at(request.last()), request.fromGenesis());
      running.snapshot = path.snapshot();
      path.snapshot().ifPresent(running::see);
      StateTree state = path.state();
      for (SignedHeader header : path.epochs()) {
        listener.computed(running.epochs, path.epochs().size());
        running.see(header);
        switch (new EpochCheck(archive, reexecution, header).check(state)) {
          case EpochCheck.Result.Different(Difference difference) -> {
            return running.report(Optional.of(difference));
          }
          case EpochCheck.Result.Same(StateTree after) -> {
            state = after;
            running.count(header.header());
          }
        }
      }
      return running.report(Optional.empty());
    } catch (EvidenceException e) {
      return running.report(Optional.of(Difference.of(request.last(), e)));
    }
  }

  /** What is known so far. */
  private final class Running {
    private final Request request;
    private final Set<DeviceId> signers = new LinkedHashSet<>();
    private final Set<Hash> programs = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<SignedHeader> snapshot = Optional.empty();
    private Optional<EpochHeader> last = Optional.empty();
    private Optional<EpochHeader> seen = Optional.empty();
    private long keptFrom;
    private long epochs;
    private long messages;
    private long lines;
    private long paidNano;

    Running(Request request) {
      this.request = request;
    }

    void see(SignedHeader signed) {
      EpochHeader header = signed.header();
      signers.add(signed.node());
      if (programs.add(header.program()) && !header.program().equals(request.program())) {
        notes.add(
            "epoch "
                + header.epoch()
                + " was sealed by another version of the program ("
                + header.program().toHex().substring(0, 12)
                + "; this one is "
                + request.program().toHex().substring(0, 12)
                + "); the roots decide");
      }
      if (seen.isPresent() && !seen.get().manifests().equals(header.manifests())) {
        notes.add("the rules changed with epoch " + header.epoch());
      }
      seen = Optional.of(header);
    }

    void count(EpochHeader header) {
      epochs++;
      messages += header.inputsCount();
      lines += header.outcomeCount();
      paidNano = Math.addExact(paidNano, header.paidNano());
      last = Optional.of(header);
    }

    AuditReport report(Optional<Difference> difference) {
      return new AuditReport(
          archive.name(),
          request.first(),
          request.last(),
          request.anchor(),
          List.copyOf(signers),
          snapshot.map(header -> header.header().epoch()),
          keptFrom,
          epochs,
          messages,
          lines,
          paidNano,
          last,
          notes,
          difference);
    }
  }
}
