package polder.adapters.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Hash;

/**
 * An intent on its way: what is written down about it, and what was seen of it last. Safe for
 * several threads.
 */
final class Job {
  private final String label;
  private @Nullable Intent intent;
  private final List<Version> versions = new ArrayList<>();
  private @Nullable Hash adopted;
  private LogRecord.@Nullable Over over;
  private Progress.@Nullable Mined mined;
  private String note = "";
  private boolean blocked;

  Job(String label) {
    this.label = label;
  }

  /** Takes in what is written down. */
  synchronized void apply(LogRecord entry) {
    switch (entry) {
      case LogRecord.Owner owner -> throw new IllegalArgumentException("no job's record: " + owner);
      case LogRecord.Taken(Intent taken) -> {
        reset();
        intent = taken;
        over = null;
      }
      case LogRecord.Signed(String of, Version version) -> {
        versions.add(version);
        note = "";
      }
      case LogRecord.Adopted(String of, Hash transaction) -> adopted = transaction;
      case LogRecord.Lost(String of) -> reset();
      case LogRecord.Over ended -> {
        over = ended;
        mined = null;
        note = "";
        blocked = false;
      }
      case LogRecord.Reopened(String of) -> over = null;
    }
  }

  private void reset() {
    versions.clear();
    adopted = null;
    mined = null;
    blocked = false;
    note = "";
  }

  String label() {
    return label;
  }

  synchronized Optional<Intent> intent() {
    return Optional.ofNullable(intent);
  }

  /** The intent of a job that is not over. */
  synchronized Intent live() {
    if (intent == null) {
      throw new IllegalStateException(label + " is forgotten");
    }
    return intent;
  }

  synchronized List<Version> versions() {
    return List.copyOf(versions);
  }

  synchronized Version last() {
    return versions.getLast();
  }

  synchronized long nonce() {
    return versions.getFirst().nonce();
  }

  /** All transactions that would be the intent's effect. */
  synchronized List<Hash> hashes() {
    List<Hash> all = new ArrayList<>();
    versions.forEach(version -> all.add(version.hash()));
    if (adopted != null) {
      all.add(adopted);
    }
    return all;
  }

  synchronized boolean isOver() {
    return over != null;
  }

  synchronized Optional<LogRecord.Over> over() {
    return Optional.ofNullable(over);
  }

  synchronized boolean isSigned() {
    return !versions.isEmpty();
  }

  synchronized boolean isBlocked() {
    return blocked;
  }

  synchronized void seeMined(Progress.Mined seen) {
    mined = seen;
    note = "";
    blocked = false;
  }

  /** It is in no block, or no longer. */
  synchronized void seeUnmined() {
    mined = null;
    blocked = false;
  }

  synchronized void block(String why) {
    blocked = true;
    note = why;
  }

  synchronized void note(String what) {
    note = what;
  }

  synchronized String note() {
    return note;
  }

  /** Forgets what only somebody needs who might have to send it again. */
  synchronized void forget() {
    if (over == null) {
      throw new IllegalStateException(label + " is not over");
    }
    intent = null;
    versions.clear();
    adopted = null;
  }

  synchronized Progress progress() {
    if (over != null) {
      return over.outcome();
    }
    if (blocked) {
      return new Progress.Blocked(note);
    }
    if (mined != null) {
      return mined;
    }
    return versions.isEmpty()
        ? new Progress.Waiting(note)
        : new Progress.Sent(nonce(), last().hash(), versions.size(), note);
  }

  /** What must be written down for this job to be as it is. */
  synchronized List<LogRecord> records() {
    List<LogRecord> all = new ArrayList<>();
    if (intent != null) {
      all.add(new LogRecord.Taken(intent));
    }
    versions.forEach(version -> all.add(new LogRecord.Signed(label, version)));
    if (adopted != null) {
      all.add(new LogRecord.Adopted(label, adopted));
    }
    if (over != null) {
      all.add(over);
    }
    return all;
  }
}
