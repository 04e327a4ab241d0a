package polder.node.gateway.upload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The protocols that a device which cannot sign may speak. */
public enum UploadKind {
  /** Stock firmware of sensor.community, by its "send to own API". */
  AIRROHR,
  /** The Weather Underground upload protocol of most weather stations. */
  WUNDERGROUND,
  /** The Ecowitt protocol of Fine Offset consoles, and Ambient Weather's dialect of it. */
  ECOWITT,
  /** The API of openSenseMap, as a senseBox calls it. */
  OPENSENSEMAP;

  /** What enrolments and messages name in {@code via}, such as {@code airrohr}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The words of all kinds, for a person. */
  public static String words() {
    return Arrays.stream(values()).map(UploadKind::word).collect(Collectors.joining(", "));
  }

  /** The kind with this word. */
  public static Optional<UploadKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
