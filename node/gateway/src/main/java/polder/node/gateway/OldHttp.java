package polder.node.gateway;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 for those who speak it, and for weather stations that speak HTTP/1.0, which the server
 * refuses: the first line of a connection is read as if it said 1.1, with the wish to close the
 * connection after the answer, which is what 1.0 means. Everything else passes as it is.
 */
final class OldHttp implements ServerConnectionSelector {
  private static final String OLD = " HTTP/1.0";
  private static final String READ_AS = " HTTP/1.1\r\nConnection: close\r\n";

  private final ServerConnectionSelector selector;

  /** Speaks as {@code config} says. */
  OldHttp(Http1Config config) {
    this.selector =
        new Http1ConnectionProvider().create("http_1_1", config, ProtocolConfigs.create(List.of()));
  }

  @Override
  public int bytesToIdentifyConnection() {
    return selector.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return selector.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return selector.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return selector.connection(
        new Context(context, DataReader.create(new FirstLine(context.dataReader()))));
  }

  /** Gives what the sender said, the first line perhaps in other words. */
  private static final class FirstLine implements Supplier<byte @Nullable []> {
    private static final int MOST_BYTES = 8_192;

    private final DataReader reader;
    private boolean passed;

    FirstLine(DataReader reader) {
      this.reader = reader;
    }

    @Override
    public byte @Nullable [] get() {
      byte[] said = next();
      if (passed || said == null) {
        return said;
      }
      passed = true;
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (said != null) {
        all.writeBytes(said);
        if (endOfLine(said) >= 0 || all.size() > MOST_BYTES) {
          break; // A longer line is refused in any case.
        }
        said = next();
      }
      return reworded(all.toByteArray());
    }

    private byte @Nullable [] next() {
      try {
        reader.ensureAvailable();
        return reader.readBytes(reader.available());
      } catch (InsufficientDataAvailableException gone) {
        return null;
      }
    }

    private static byte[] reworded(byte[] all) {
      int end = endOfLine(all);
      int version = end - 1 - OLD.length();
      if (version < 0
          || !new String(all, version, OLD.length(), StandardCharsets.ISO_8859_1).equals(OLD)) {
        return all;
      }
      ByteArrayOutputStream other = new ByteArrayOutputStream(all.length + READ_AS.length());
      other.write(all, 0, version);
      other.writeBytes(READ_AS.getBytes(StandardCharsets.ISO_8859_1));
      other.write(all, end + 1, all.length - end - 1);
      return other.toByteArray();
    }

    /** Where the first line feed is; -1 if nowhere. */
    private static int endOfLine(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          return i;
        }
      }
      return -1;
    }
  }

  /** A connection with another reader. */
  private record Context(ConnectionContext context, DataReader dataReader)
      implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return context.executor();
    }

    @Override
    public DataWriter dataWriter() {
      return context.dataWriter();
    }

    @Override
    public Router router() {
      return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return context.localPeer();
    }

    @Override
    public boolean isSecure() {
      return context.isSecure();
    }

    @Override
    public String socketId() {
      return context.socketId();
    }

    @Override
    public String childSocketId() {
      return context.childSocketId();
    }
  }
}
