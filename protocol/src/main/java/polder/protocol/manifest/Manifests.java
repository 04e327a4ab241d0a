package polder.protocol.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * All manifests in force in one epoch. The documents themselves are what is encoded and hashed, so
 * that nothing a founder wrote is lost on the way to the root.
 */
public final class Manifests {
  private final DeploymentManifest deployment;
  private final SortedMap<String, NetworkManifest> networks = new TreeMap<>();
  private final Bytes encoded;

  private Manifests(Value.Table deployment, List<Value.Table> networks) {
    this.deployment = DeploymentManifest.of(deployment);
    SortedMap<String, Value.Table> documents = new TreeMap<>();
    long shares = 0;
    for (Value.Table document : networks) {
      NetworkManifest network = NetworkManifest.of(document);
      if (this.networks.put(network.name(), network) != null) {
        throw new ManifestException("two manifests are for the network " + network.name());
      }
      documents.put(network.name(), document);
      shares = Math.addExact(shares, network.pay().sharePpm());
    }
    if (shares > 1_000_000) {
      throw new ManifestException("the networks' pay.share add up to more than 1");
    }
    CborWriter writer = new CborWriter().beginArray(2);
    Value.write(writer, deployment);
    writer.beginArray(documents.size());
    documents.values().forEach(document -> Value.write(writer, document));
    this.encoded = writer.toBytes();
  }

  /**
   * The manifests in these documents.
   *
   * @throws ManifestException naming the key that is missing, unknown or out of range
   */
  public static Manifests of(Value.Table deployment, List<Value.Table> networks) {
    return new Manifests(deployment, networks);
  }

  /** Reads what {@link #encode} gave. */
  public static Manifests decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    Value.Table deployment = table(Value.read(reader));
    int size = reader.beginArray();
    List<Value.Table> networks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      networks.add(table(Value.read(reader)));
    }
    reader.end();
    return new Manifests(deployment, networks);
  }

  private static Value.Table table(Value value) {
    if (value instanceof Value.Table table) {
      return table;
    }
    throw new ManifestException("a manifest must be a table of keys and values");
  }

  /** The deployment's own. */
  public DeploymentManifest deployment() {
    return deployment;
  }

  /** Each network's, by name. */
  public SortedMap<String, NetworkManifest> networks() {
    return java.util.Collections.unmodifiableSortedMap(networks);
  }

  /** One network's. */
  public Optional<NetworkManifest> network(String name) {
    return Optional.ofNullable(networks.get(name));
  }

  /** The canonical bytes. */
  public Bytes encode() {
    return encoded;
  }

  /** SHA-256 of the canonical bytes; stands in the header. */
  public Hash hash() {
    return Hash.sha256(encoded.unsafeArray());
  }
}
