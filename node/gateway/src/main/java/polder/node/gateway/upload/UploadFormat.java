package polder.node.gateway.upload;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.ViaDevice;
import polder.protocol.senml.SenmlRecord;

/** One protocol: where it calls, how it shows a secret, what it says, and what it hears. */
interface UploadFormat {
  /**
   * A way in.
   *
   * @param post whether by POST, else by GET
   * @param path pattern of the path
   */
  record Entrance(boolean post, String path) {}

  /** Which protocol. */
  UploadKind kind();

  /** Its ways in. */
  List<Entrance> entrances();

  /** Media types that a body may have. */
  Set<String> types();

  /** The secret that is shown, if any. */
  Optional<String> secret(Upload upload);

  /** Whether what is called, besides the secret, is this device's. */
  default boolean isFor(Upload upload, ViaDevice device) {
    return true;
  }

  /**
   * What was measured.
   *
   * @param device whose secret was shown
   * @param wanted what its network takes
   * @param nowMillis when the upload came
   * @return records in the units of {@code wanted}; empty if none of it is wanted
   * @throws IllegalArgumentException saying what is wrong with the upload
   */
  List<SenmlRecord> read(Upload upload, ViaDevice device, Quantities wanted, long nowMillis);

  /** The outcome in the protocol's own words. */
  Answer answer(Upload upload, Outcome outcome);
}
