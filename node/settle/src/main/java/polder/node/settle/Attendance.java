package polder.node.settle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.ports.Time;
import polder.protocol.identity.Account;

/** How well validators sign, by the signatures that are here. One thread. */
final class Attendance {
  /** A signature may be so many epochs late without being missed. */
  private static final int LATE_EPOCHS = 3;

  /** And so long, where epochs are short. */
  private static final long SILENT_MILLIS = 30_000;

  private final Attestations attestations;
  private final Members members;
  private final Time time;
  private final Map<Account, Heard> heard = new HashMap<>();

  private record Heard(long epoch, long atMillis) {}

  Attendance(Attestations attestations, Members members, Time time) {
    this.attestations = attestations;
    this.members = members;
    this.time = time;
  }

  /**
   * What is known of {@code account}.
   *
   * @param next the first epoch that is not final
   * @param sealed the latest that is sealed
   */
  SettleStatus.Attendance of(Account account, long next, long sealed) throws IOException {
    int known = 0;
    List<Long> missed = new ArrayList<>();
    for (long epoch = Attestations.firstKept(next);
        epoch < next && epoch <= sealed - LATE_EPOCHS;
        epoch++) {
      Optional<EpochHeader> header = attestations.header(epoch);
      Map<Account, ?> signed = attestations.of(epoch);
      // Without any signature it was made final elsewhere, and nothing is known of who signed.
      if (header.isEmpty() || signed.isEmpty() || !isMember(account, header.get())) {
        continue;
      }
      known++;
      if (!signed.containsKey(account)) {
        missed.add(epoch);
      }
    }
    long latest = attestations.latest(account);
    return new SettleStatus.Attendance(latest, known, missed, isSilent(account, latest, sealed));
  }

  private boolean isMember(Account account, EpochHeader header) throws IOException {
    return members.of(header.chain().validatorSet()).stream()
        .anyMatch(member -> member.account().equals(account));
  }

  private boolean isSilent(Account account, long latest, long sealed) {
    long nowMillis = time.nowMillis();
    Heard last = heard.get(account);
    if (last == null || last.epoch() != latest) {
      last = new Heard(latest, nowMillis);
      heard.put(account, last);
    }
    return sealed - latest > LATE_EPOCHS && nowMillis - last.atMillis() > SILENT_MILLIS;
  }
}
