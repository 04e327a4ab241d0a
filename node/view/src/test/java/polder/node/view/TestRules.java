package polder.node.view;

import java.util.List;
import polder.adapters.yaml.ManifestFile;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;

/** The rules of the deployment that tests run: one network of the real world, one simulated. */
public final class TestRules {
  /** Start of epoch 0. */
  public static final long GENESIS_MILLIS = 1_800_000_000_000L;

  /** Length of an epoch. */
  public static final long EPOCH_MILLIS = 10_000;

  /** A network of the real world. */
  public static final String AIR = "air";

  /** A simulated network. */
  public static final String DEMO = "demo";

  private static final String DEPLOYMENT =
      """
      name: test
      chain_id: 31337
      genesis_millis: 1800000000000
      epoch: 10s
      emission:
        per_day: 864000
        halving: 1460d
      grace: 5s
      clock_tolerance: 5s
      snapshot_every: 2
      messages_per_epoch: 500
      """;

  private static final String NETWORK =
      """
      network: NAME
      title: Air around NAME
      kind: sensors
      simulated: SIMULATED
      pay:
        share: 0.5
        target_devices: 2
        probation: 1h
        forfeit_below: 0.1
      data:
        access: ACCESS
        licence: CC-BY-4.0
        finest_place: 0.001
      parameters:
        period: 10s
        slack: 0.2
        forget_after: 2d
        max_age: 1h
        readings_per_message: 100
        group_resolution: 5
        quantities:
          temperature:
            unit: Cel
            share: 1
            bounds:
              least: -30
              most: 42
              impossible_below: -90
              impossible_above: 60
        shared_coordinates:
          most: 1
        pay:
          unverified: 0.3
          via: 0.8
        density:
          - resolution: 8
            target: 3
        cell:
          resolution: 8
          cap: 3
      """;

  /** A network whose readings are verified by neighbours, and whose cells have enough soon. */
  public static final String TOWN = "town";

  private TestRules() {}

  /** With {@link #TOWN} alone. */
  public static Manifests town() {
    return town("");
  }

  /** With {@link #TOWN} alone, of these terms on credentials. */
  public static Manifests town(String credentials) {
    String town =
        NETWORK
            .replace("NAME", TOWN)
            .replace("SIMULATED", "true")
            .replace("ACCESS", "public")
            .replace("target_devices: 2", "target_devices: 40")
            .replace("    target: 3", "    target: 3\n    - resolution: 6\n      target: 4")
            .replace("    resolution: 8\n    cap: 3", "    resolution: 7\n    cap: 1.1")
            .replace(
                "  shared_coordinates:",
                """
                      neighbours:
                        radius_km: 2.5
                        nearest: 3
                        least_owners: 2
                        within: 20s
                        mad_factor: 3
                        least_limit: 1.5
                        lapse_per_km: -6.5
                  shared_coordinates:\
                """);
    return Manifests.of(deployment(), List.of(ManifestFile.parse(town + credentials, TOWN)));
  }

  /** With data for everyone. */
  public static Manifests open() {
    return withAccess("public");
  }

  /** With a network that pays more for what {@code issuer} calibrated. */
  public static Manifests trusting(DeviceId issuer) {
    String credentials =
        """
        credentials:
          trusted:
            - type: CalibrationCredential
              issuers: [ISSUER]
              weight: 1.1
        """;
    return Manifests.of(
        deployment(),
        List.of(
            ManifestFile.parse(
                NETWORK
                        .replace("NAME", AIR)
                        .replace("SIMULATED", "false")
                        .replace("ACCESS", "public")
                    + credentials.replace("ISSUER", issuer.did()),
                AIR)));
  }

  /** The deployment alone. */
  public static polder.protocol.manifest.Value.Table deployment() {
    return ManifestFile.parse(DEPLOYMENT, "deployment");
  }

  /** With data that may be read as {@code access} says. */
  public static Manifests withAccess(String access) {
    return Manifests.of(
        deployment(), List.of(network(AIR, false, access), network(DEMO, true, access)));
  }

  private static polder.protocol.manifest.Value.Table network(
      String name, boolean simulated, String access) {
    return ManifestFile.parse(
        NETWORK
            .replace("NAME", name)
            .replace("SIMULATED", String.valueOf(simulated))
            .replace("ACCESS", access.equals("delayed") ? "delayed\n  delay: 60s" : access),
        name);
  }
}
