package polder.agent.compute;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import polder.agent.NodeClient;
import polder.agent.blob.BlobClient;
import polder.agent.format.Json;
import polder.agent.work.TileList;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.message.DoorStatement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A renter at the door of the machine that runs its order. */
public final class LeaseClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofHours(24);
  private static final long EXPIRES_MILLIS = 60_000;
  private static final int MOST_ANSWER = 1 << 20;
  private static final int MOST_DETAIL = 300;
  private static final int BUFFER = 1 << 16;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String base;
  private final DeviceId machine;
  private final GroupKey order;
  private final DeviceKey client;
  private final LongSupplier clockMillis;

  /**
   * At the door of {@code machine}.
   *
   * @param host the door's base address
   * @param order what runs there
   * @param client the key of the device that ordered it
   * @throws IllegalArgumentException if {@code host} is no http or https address
   */
  public LeaseClient(String host, DeviceId machine, GroupKey order, DeviceKey client) {
    NodeClient.requireAddress(URI.create(host));
    this.base = host.replaceAll("/+$", "");
    this.machine = machine;
    this.order = order;
    this.client = client;
    this.clockMillis = System::currentTimeMillis;
  }

  /** What the machine says of the lease: endpoints, services and their states. */
  public JsonNode lease() throws IOException, InterruptedException {
    return json(ask("GET", "", Bytes.EMPTY, TIMEOUT));
  }

  /** Copies what a service has said; with {@code follow} until it ends or the thread is stopped. */
  public void logs(String service, boolean follow, OutputStream to)
      throws IOException, InterruptedException {
    String path = "/logs/" + service + (follow ? "?follow=true" : "");
    try (InputStream body = ask("GET", path, Bytes.EMPTY, follow ? LONG : TIMEOUT)) {
      body.transferTo(to);
    }
  }

  /**
   * Runs a command in a service.
   *
   * @param input what it reads, to its end
   * @return its exit code
   */
  public int exec(
      String service, List<String> command, Bytes input, OutputStream out, OutputStream errors)
      throws IOException, InterruptedException {
    CborWriter writer = new CborWriter().beginArray(2).beginArray(command.size());
    command.forEach(writer::text);
    Bytes asked = writer.bytes(input).toBytes();
    try (InputStream body = ask("POST", "/exec/" + service, asked, LONG)) {
      return Frames.copy(body, out, errors);
    }
  }

  /** The tiles that the machine has rendered so far. */
  public TileList tiles() throws IOException, InterruptedException {
    try (InputStream body = ask("GET", "/tiles", Bytes.EMPTY, TIMEOUT)) {
      return TileList.decode(Bytes.wrap(body.readNBytes(MOST_ANSWER)));
    } catch (CodecException e) {
      throw new IOException("the machine's list of tiles cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Gets the PNG of a tile.
   *
   * @throws IOException if it has more than {@code mostBytes}, or is none of what was listed
   */
  public void tile(TileList.Entry tile, Path to, long mostBytes)
      throws IOException, InterruptedException {
    try (InputStream body = ask("GET", "/tiles/" + tile.index(), Bytes.EMPTY, TIMEOUT);
        OutputStream file = Files.newOutputStream(to)) {
      byte[] buffer = new byte[BUFFER];
      long left = mostBytes;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        left -= read;
        if (left < 0) {
          throw new IOException("tile " + tile.index() + " has more than " + mostBytes + " bytes");
        }
        file.write(buffer, 0, read);
      }
    }
    if (!BlobClient.hash(to).equals(tile.png())) {
      throw new IOException("the machine sent another tile " + tile.index() + " than it listed");
    }
  }

  /** Runs another job in its place; returns when that runs. */
  public JsonNode update(Job job) throws IOException, InterruptedException {
    return json(ask("PUT", "/job", job.encode(), LONG));
  }

  private InputStream ask(String method, String rest, Bytes body, Duration timeout)
      throws IOException, InterruptedException {
    String path = "/v1/leases/" + order + rest;
    long expires = clockMillis.getAsLong() + EXPIRES_MILLIS;
    URI address;
    try {
      address = URI.create(base + path);
    } catch (IllegalArgumentException e) {
      throw new IOException("a service's name has no such letters: " + rest, e);
    }
    DoorStatement statement =
        new DoorStatement(machine, method, path, Hash.sha256(body.unsafeArray()), expires);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Authorization", statement.sign(client).header())
            .method(
                method,
                body.size() == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
            .build();
    HttpResponse<InputStream> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IOException(
          "cannot reach the machine's door at " + base + ": " + e.getMessage(), e);
    }
    if (answer.statusCode() != 200) {
      try (InputStream why = answer.body()) {
        throw new IOException(
            "the machine answered "
                + answer.statusCode()
                + ": "
                + said(why.readNBytes(MOST_ANSWER)));
      }
    }
    return answer.body();
  }

  private static String said(byte[] body) {
    String text;
    try {
      JsonNode error = Json.MAPPER.readTree(body).path("error");
      text = error.path("reason").asString("") + ", " + error.path("detail").asString("");
    } catch (JacksonException e) {
      text = new String(body, StandardCharsets.UTF_8);
    }
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.substring(0, Math.min(MOST_DETAIL, line.length()));
  }

  private JsonNode json(InputStream body) throws IOException {
    try (body) {
      return Json.MAPPER.readTree(body.readNBytes(MOST_ANSWER));
    } catch (JacksonException e) {
      throw new IOException("the machine's answer is no JSON", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
