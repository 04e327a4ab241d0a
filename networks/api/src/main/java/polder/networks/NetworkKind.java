package polder.networks;

import java.util.Optional;
import polder.protocol.manifest.Parameters;

/** One kind of resource network, such as {@code sensors}. */
public interface NetworkKind {
  /** The name that manifests use. */
  String name();

  /**
   * The rules that {@code parameters} describe.
   *
   * @throws polder.protocol.manifest.ManifestException naming the key that is missing, unknown or
   *     out of range
   */
  NetworkRules<?> configure(Parameters parameters);

  /**
   * What a code means that this kind's refusals, reasons, factors and checks carry; empty for codes
   * that are not its own, and for those that need no words.
   */
  default Optional<Reason> explain(String code) {
    return Optional.empty();
  }
}
