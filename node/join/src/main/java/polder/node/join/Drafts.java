package polder.node.join;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import polder.node.gateway.ViaFile;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;

/** All drafts, in memory alone, the oldest first. Any thread may call it. */
final class Drafts {
  private static final int ID_BYTES = 16;

  private final InstantSource clock;
  private final JoinLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final LinkedHashMap<String, Draft> kept = new LinkedHashMap<>();

  Drafts(InstantSource clock, JoinLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** What a draft is made of, in the order in which it is to be signed. */
  record Made(AccountMessage.Draft message, Optional<ViaFile.Prepared> via) {}

  /** Keeps all of {@code made}, or nothing where there are too many already. */
  synchronized Optional<List<Draft>> add(Account account, List<Made> made) {
    long waiting =
        of(account).stream().filter(draft -> draft.step() != Draft.Step.HANDED_OVER).count();
    if (waiting + made.size() > limits.ofAccount() || kept.size() + made.size() > limits.drafts()) {
      return Optional.empty();
    }
    long end = clock.millis() + limits.life().toMillis();
    List<Draft> added = new ArrayList<>();
    for (Made its : made) {
      byte[] bytes = new byte[ID_BYTES];
      random.nextBytes(bytes);
      Draft draft = new Draft(HexFormat.of().formatHex(bytes), its.message(), its.via(), end);
      kept.put(draft.id(), draft);
      added.add(draft);
    }
    return Optional.of(added);
  }

  /** Those of {@code account}, after what is too old of all is forgotten. */
  private List<Draft> of(Account account) {
    long now = clock.millis();
    kept.values().removeIf(draft -> draft.endMillis() <= now);
    return kept.values().stream()
        .filter(draft -> draft.message().account().equals(account))
        .toList();
  }

  /** The draft of this id, if it is of {@code account}. */
  synchronized Optional<Draft> find(Account account, String id) {
    return Optional.ofNullable(kept.get(id))
        .filter(draft -> draft.endMillis() > clock.millis())
        .filter(draft -> draft.message().account().equals(account));
  }

  synchronized void remove(Draft draft) {
    kept.remove(draft.id());
  }

  /** The highest sequence in drafts of {@code account}, 0 if there is none. */
  synchronized long lastSequence(Account account) {
    return of(account).stream().mapToLong(draft -> draft.message().sequence()).max().orElse(0);
  }

  /** The devices in drafts of {@code account} for which the node signs, or is to sign. */
  synchronized List<DeviceId> stock(Account account) {
    return of(account).stream()
        .flatMap(draft -> draft.via().stream())
        .map(via -> via.created().device().key().id())
        .toList();
  }
}
