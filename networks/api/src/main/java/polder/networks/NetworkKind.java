package polder.networks;

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
}
