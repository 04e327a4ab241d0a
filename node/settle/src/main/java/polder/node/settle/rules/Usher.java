package polder.node.settle.rules;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import polder.ports.Time;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.Governance.State;
import polder.ports.chain.Intent;
import polder.ports.chain.Outbox;
import polder.ports.chain.Progress;

/**
 * Carries out what was voted: queues what succeeded, executes what waited long enough. Anyone may,
 * so nothing depends on it. What a contract refused is tried again, less and less often. For one
 * thread.
 */
final class Usher {
  private static final long FIRST_PAUSE_MILLIS = 5_000;
  private static final long LONGEST_PAUSE_MILLIS = 3_600_000;

  private final Governance governance;
  private final Outbox outbox;
  private final Time time;
  private final Map<BigInteger, Pause> pauses = new HashMap<>();

  private record Pause(long untilMillis, long lengthMillis) {}

  Usher(Governance governance, Outbox outbox, Time time) {
    this.governance = governance;
    this.outbox = outbox;
    this.time = time;
  }

  /**
   * Does for a proposal what can be done now.
   *
   * @param earliest the first epoch that can be announced now
   * @return what keeps it, one line; empty if nothing does
   */
  String serve(Proposals.Voted voted, long earliest) throws IOException {
    Proposal proposal = voted.proposal();
    State state = voted.ballot().state();
    if (state.isOver()) {
      pauses.remove(proposal.id());
      return "";
    }
    if (proposal.announcement().fromEpoch() < earliest) {
      return "too late: rules can now be announced for epoch "
          + earliest
          + " at the earliest; propose them again";
    }
    if (state == State.SUCCEEDED) {
      return send(proposal, governance.queue(proposal));
    }
    long now = time.nowMillis() / 1_000;
    boolean due = state == State.QUEUED && voted.ballot().dueSeconds().orElse(Long.MAX_VALUE) < now;
    return due ? send(proposal, governance.execute(proposal)) : "";
  }

  private String send(Proposal proposal, Intent intent) throws IOException {
    Optional<Progress> progress = outbox.progress(intent.label());
    if (progress.isEmpty()) {
      outbox.submit(intent);
      return "";
    }
    if (!(progress.get() instanceof Progress.Failed(String reason, var transaction))) {
      return progress.get() instanceof Progress.Blocked(String why) ? why : "";
    }
    long now = time.nowMillis();
    Pause pause = pauses.get(proposal.id());
    if (pause == null) {
      pauses.put(proposal.id(), new Pause(now + FIRST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS));
    } else if (now >= pause.untilMillis()) {
      long length = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause.lengthMillis());
      pauses.put(proposal.id(), new Pause(now + length, length));
      outbox.submit(intent);
    }
    return reason;
  }
}
