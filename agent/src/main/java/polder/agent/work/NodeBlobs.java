package polder.agent.work;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import polder.agent.Deployment;
import polder.agent.blob.BlobClient;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/** The blobs of a node, by HTTP. */
public final class NodeBlobs implements Blobs {
  private final BlobClient client;
  private final Hash deployment;
  private final DeviceKey key;

  /** Those of {@code node}, which {@code key} may put. */
  public NodeBlobs(URI node, Deployment deployment, DeviceKey key) {
    this.client = new BlobClient(node);
    this.deployment = deployment.id();
    this.key = key;
  }

  @Override
  public void get(Hash blob, Path file, long mostBytes) throws IOException, InterruptedException {
    client.get(blob, file, mostBytes);
  }

  @Override
  public void put(Path file) throws IOException, InterruptedException {
    client.put(file, deployment, key);
  }

  @Override
  public boolean has(Hash blob) throws IOException, InterruptedException {
    return client.has(blob);
  }

  @Override
  public void close() {
    client.close();
  }
}
