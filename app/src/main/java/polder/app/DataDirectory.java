package polder.app;

import java.nio.file.Path;

/**
 * Where a node keeps what. Everything a node knows lies below one folder, so that copying the
 * folder of a stopped node copies the node.
 *
 * @param root the folder
 */
public record DataDirectory(Path root) {
  /** The rules: {@code deployment.yaml} and one file a network. */
  public Path manifests() {
    return root.resolve("manifests");
  }

  /** The journal and the current state. */
  public Path store() {
    return root.resolve("journal");
  }

  /** The evidence. */
  public Path archive() {
    return root.resolve("archive");
  }

  /** Which headers the node's or the validator's account signed: kept as long as its key. */
  public Path signatures() {
    return root.resolve("signatures");
  }

  /** What a validator mirrored of nodes' journals. */
  public Path mirror() {
    return root.resolve("mirror");
  }

  /**
   * A node's: links of seed chains that were given and are not sealed. A validator's: for which
   * inputs it gave its own.
   */
  public Path seeds() {
    return root.resolve("seeds");
  }

  /** How the node deals with seed links; need not be there. */
  public Path seedsFile() {
    return root.resolve("seeds.yaml");
  }

  /** What a validator keeps of headers that it did not sign. */
  public Path findings() {
    return root.resolve("findings");
  }

  /** Readings to be asked for; a projection of the archive. */
  public Path readings() {
    return root.resolve("readings");
  }

  /** Blobs, by their SHA-256. */
  public Path blobs() {
    return root.resolve("blobs");
  }

  /** Which networks take blobs, and how much; need not be there. */
  public Path blobsFile() {
    return root.resolve("blobs.yaml");
  }

  /** Secrets, readable for their owner alone. */
  public Path keys() {
    return root.resolve("keys");
  }

  /** The node's own key. */
  public Path nodeKey() {
    return keys().resolve("node.key");
  }

  /** The key of the node's account on a chain. */
  public Path validatorKey() {
    return keys().resolve("validator.key");
  }

  /** The key of an account with coins of the development chain. */
  public Path testAccountKey() {
    return keys().resolve("test-account.key");
  }

  /** The development chain. */
  public Path chain() {
    return root.resolve("chain");
  }

  /** The validators of the development chain that run beside the node, a data directory each. */
  public Path validators() {
    return root.resolve("validators");
  }

  /** Validators' signatures that the node was sent. */
  public Path attestations() {
    return root.resolve("settle").resolve("attestations");
  }

  /** The node's transactions. */
  public Path transactions() {
    return root.resolve("settle").resolve("transactions");
  }

  /** Which rules were voted for, as the chain said last. */
  public Path votedRules() {
    return root.resolve("settle").resolve("rules");
  }

  /** Credentials that everybody may read, such as lists of revocations. */
  public Path credentials() {
    return root.resolve("credentials");
  }

  /** The secrets of devices for which the node signs. */
  public Path via() {
    return root.resolve("via");
  }

  /** Who may log in over MQTT. */
  public Path mqttUsers() {
    return root.resolve("mqtt-users");
  }

  /** How the operator wants owners to be told of their devices; need not be there. */
  public Path alertsFile() {
    return root.resolve("alerts.yaml");
  }

  /** How long what is kept; need not be there. */
  public Path retentionFile() {
    return root.resolve("retention.yaml");
  }

  /** Who is told of which devices: private, and part of no evidence. */
  public Path alerts() {
    return root.resolve("alerts").resolve("alerts.cbor");
  }

  /** The key by which push services know the node. */
  public Path pushKey() {
    return keys().resolve("push.vapid");
  }

  /** Where the running node says how to reach it. */
  public Path nodeFile() {
    return root.resolve("node.json");
  }

  /** What the simulated devices of the demo really do. */
  public Path demoTruth() {
    return root.resolve("demo-ground-truth.csv");
  }
}
