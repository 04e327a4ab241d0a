package polder.node.validator;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import polder.epoch.EpochHeader;
import polder.epoch.FixedInputs;
import polder.node.archive.SignedHeader;
import polder.node.archive.SignedInputs;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * For which inputs of one node a link was given: for an epoch and attempt the first that the node
 * showed, written down durably before the link is given, and never for others. Safe for several
 * threads.
 */
public final class SeedPromises {
  /** Of so many epochs at least it is remembered; links of older ones are known to all. */
  private static final long KEPT = 1_000;

  private static final String FOLDER = "inputs";

  private final Archive memory;
  private final Account account;
  private final Map<Hash, Boolean> taken = new ConcurrentHashMap<>();

  /** Of {@code account}, remembered in {@code memory}, which nobody else writes to. */
  public SeedPromises(Archive memory, Account account) {
    this.memory = memory;
    this.account = account;
  }

  private static String path(long epoch, long attempt) {
    return String.format(Locale.ROOT, "%s/%012d-%d.cose", FOLDER, epoch, attempt);
  }

  /**
   * Remembers {@code shown} if it is the first of its epoch and attempt; durable when this returns.
   *
   * @return what was shown first, which is the only one that a link is given for
   * @throws IOException if the disk refuses, or what was remembered is damaged; then no link is
   *     given
   */
  synchronized SignedInputs first(SignedInputs shown) throws IOException {
    FixedInputs inputs = shown.inputs();
    Optional<SignedInputs> known = of(inputs.epoch(), inputs.attempt());
    if (known.isPresent()) {
      return known.get();
    }
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(path(inputs.epoch(), inputs.attempt()), shown.encode());
    memory.write(files);
    forget(inputs.epoch() - KEPT);
    return shown;
  }

  private void forget(long before) throws IOException {
    if (before > 0 && before % KEPT == 0) {
      String bound = path(before, 0);
      memory.delete(memory.list(FOLDER).stream().filter(its -> its.compareTo(bound) < 0).toList());
    }
  }

  private Optional<SignedInputs> of(long epoch, long attempt) throws IOException {
    Optional<Bytes> bytes = memory.reader().read(path(epoch, attempt));
    try {
      return bytes.map(SignedInputs::decode);
    } catch (CodecException e) {
      throw new IOException(
          memory.reader().name()
              + "/"
              + path(epoch, attempt)
              + " is damaged: for which inputs a link was given cannot be told, so none is",
          e);
    }
  }

  /** That the node said it takes the link into the epoch of {@code inputs}. */
  void taken(FixedInputs inputs) {
    taken.put(inputs.hash(), true);
    if (taken.size() > KEPT) {
      taken.clear();
      taken.put(inputs.hash(), true);
    }
  }

  /**
   * Why {@code signed} must not be signed: its node fixed other inputs when it asked for the link,
   * or left the link out after it took it.
   */
  Optional<String> broken(SignedHeader signed) throws IOException {
    EpochHeader header = signed.header();
    Optional<SignedInputs> first = of(header.epoch(), header.attempt());
    if (first.isEmpty() || !first.get().node().equals(signed.node())) {
      return Optional.empty();
    }
    FixedInputs inputs = first.get().inputs();
    if (!inputs.equals(header.fixed())) {
      return Optional.of(
          "its node fixed other inputs (root "
              + inputs.inputsRoot()
              + ") when it asked for links, and sealed these with root "
              + header.inputsRoot());
    }
    return header.withheld().contains(account) && taken.containsKey(inputs.hash())
        ? Optional.of("its node took this validator's seed link and left it out")
        : Optional.empty();
  }
}
