package polder.node.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.ports.Archive;
import polder.protocol.Hash;

/** Where what stands in an archive. */
public final class ArchivePaths {
  /** Names the newest epoch: a CBOR array of epoch and attempt. */
  public static final String LATEST = Archive.LATEST;

  /** Says what was pruned: a CBOR array, see {@link Kept}. */
  public static final String KEPT = Archive.KEPT;

  /** Where the snapshots stand. */
  static final String SNAPSHOTS = "snapshots";

  private static final String EVENTS = "events";
  private static final String EXHIBIT = ".blob";

  private static final Pattern OF_EPOCH =
      Pattern.compile("(?:epochs|snapshots)/([0-9]{12,18})-([0-9]{1,9})[./].*");

  private ArchivePaths() {}

  private static String number(long epoch, long attempt) {
    return String.format(Locale.ROOT, "%012d-%d", epoch, attempt);
  }

  /** The epoch that the file at {@code path} is of, where it is of one. */
  public static OptionalLong epochOf(String path) {
    Matcher matcher = OF_EPOCH.matcher(path);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** The attempt that the file at {@code path} is of, where it is of an epoch. */
  static OptionalLong attemptOf(String path) {
    Matcher matcher = OF_EPOCH.matcher(path);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(2)))
        : OptionalLong.empty();
  }

  /** Whether the file at {@code path} is gone once its epoch is pruned. */
  public static boolean isPrunable(String path) {
    return path.startsWith(SNAPSHOTS + "/")
        || path.startsWith(EVENTS + "/")
        || path.startsWith("epochs/")
            && (path.endsWith("/links.cbor")
                || path.endsWith("/inputs.cbor")
                || path.endsWith(EXHIBIT)
                || path.endsWith("/outcome.cbor"));
  }

  /** The header, signed by the node that closed the epoch: a COSE_Sign1. */
  public static String header(long epoch, long attempt) {
    return "epochs/" + number(epoch, attempt) + "/header.cose";
  }

  /** The messages in canonical order: a CBOR sequence. */
  public static String inputs(long epoch, long attempt) {
    return "epochs/" + number(epoch, attempt) + "/inputs.cbor";
  }

  /**
   * What contracts said, in canonical order: a CBOR sequence, by its hash, as it is written before
   * it is sure which epoch takes it in. There is none of an epoch without events.
   */
  public static String events(Hash file) {
    return EVENTS + "/" + file.toHex() + ".cbor";
  }

  /** The validators' links in the seed, by account: a CBOR sequence; none where none was due. */
  public static String links(long epoch, long attempt) {
    return "epochs/" + number(epoch, attempt) + "/links.cbor";
  }

  /** The lines of the outcome in order: a CBOR sequence. */
  public static String outcome(long epoch, long attempt) {
    return "epochs/" + number(epoch, attempt) + "/outcome.cbor";
  }

  /** The state after the epoch: a CBOR sequence of key and value, ordered by key. */
  public static String snapshot(long epoch, long attempt) {
    return SNAPSHOTS + "/" + number(epoch, attempt) + ".cbor";
  }

  /** Where the blobs stand that an epoch's messages brought; there is no such folder without. */
  static String exhibits(long epoch, long attempt) {
    return "epochs/" + number(epoch, attempt) + "/exhibits";
  }

  /** A blob that a message of the epoch brought. */
  public static String exhibit(long epoch, long attempt, Hash blob) {
    return exhibits(epoch, attempt) + "/" + blob.toHex() + EXHIBIT;
  }

  /** All that there is of one attempt at an epoch in {@code archive}, and of no other. */
  public static List<String> ofAttempt(Archive archive, long epoch, long attempt)
      throws IOException {
    List<String> paths =
        new ArrayList<>(
            List.of(
                header(epoch, attempt),
                inputs(epoch, attempt),
                links(epoch, attempt),
                outcome(epoch, attempt),
                snapshot(epoch, attempt)));
    paths.addAll(archive.list(exhibits(epoch, attempt)));
    return paths;
  }

  /** The rules of this hash. */
  public static String manifests(Hash hash) {
    return "manifests/" + hash.toHex() + ".cbor";
  }
}
