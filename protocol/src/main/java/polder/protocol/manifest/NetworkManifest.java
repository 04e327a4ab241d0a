package polder.protocol.manifest;

/**
 * The rules of one network.
 *
 * @param name its name, lower-case letters, digits and hyphens
 * @param kind the kind of network that judges and weighs
 * @param simulated whether its devices are simulated; shown wherever its data appears
 * @param pay how its share of the emission is paid
 * @param data who may read what
 * @param credentials whose credentials change what
 * @param parameters what only the kind understands
 */
public record NetworkManifest(
    String name,
    String kind,
    boolean simulated,
    Pay pay,
    DataPolicy data,
    CredentialTerms credentials,
    Value.Table parameters) {

  public NetworkManifest {
    Names.check("network", name);
    Names.check("kind", kind);
  }

  /**
   * How a network's share is paid.
   *
   * @param sharePpm share of the deployment's emission, parts per million
   * @param targetWeight total weight (parts per million of a whole device) at which the whole share
   *     is paid; below it only the weight's part of it is minted
   * @param probationMillis how long after its enrolment a device's earnings are held
   * @param forfeitBelowPpm a device whose mean weight while on probation, against the whole, is
   *     below this loses what was held
   */
  public record Pay(long sharePpm, long targetWeight, long probationMillis, long forfeitBelowPpm) {

    static Pay of(Parameters table) {
      return new Pay(
          table.share("share"),
          table.decimal("target_devices", 6, 1, Long.MAX_VALUE / 1_000_000),
          table.durationMillis("probation"),
          table.share("forfeit_below"));
    }
  }

  /**
   * Who may read the data.
   *
   * @param access {@code public}, {@code delayed} or {@code restricted}
   * @param delayMillis how long readings stay unpublished when delayed; else 0
   * @param licence an SPDX identifier or a name
   * @param finestPlaceMicroDegrees the finest grid on which a place may be stated, in micro-degrees
   */
  public record DataPolicy(
      Access access, long delayMillis, String licence, long finestPlaceMicroDegrees) {

    /** Who may read. */
    public enum Access {
      PUBLIC,
      DELAYED,
      RESTRICTED
    }

    static DataPolicy of(Parameters table) {
      Access access =
          switch (table.text("access")) {
            case "public" -> Access.PUBLIC;
            case "delayed" -> Access.DELAYED;
            case "restricted" -> Access.RESTRICTED;
            default ->
                throw new ManifestException(
                    table.pathOf("access") + " must be public, delayed or restricted");
          };
      if (table.has("delay") != (access == Access.DELAYED)) {
        throw new ManifestException(
            table.pathOf("delay") + " must be there if access is delayed, and only then");
      }
      return new DataPolicy(
          access,
          access == Access.DELAYED ? table.durationMillis("delay") : 0,
          table.text("licence"),
          table.decimal("finest_place", 6, 1, 1_000_000));
    }
  }

  /** Reads the document of a network. */
  public static NetworkManifest of(Value.Table document) {
    Parameters top = new Parameters("", document);
    NetworkManifest manifest =
        new NetworkManifest(
            top.text("network"),
            top.text("kind"),
            top.has("simulated") && top.flag("simulated"),
            Pay.of(top.table("pay")),
            DataPolicy.of(top.table("data")),
            CredentialTerms.of(top),
            top.rawTable("parameters"));
    if (top.has("title")) {
      top.text("title");
    }
    top.finish();
    return manifest;
  }
}
